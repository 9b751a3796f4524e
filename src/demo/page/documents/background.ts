/** @file The tab's background worker, as an object. */
import { type Remote, wrap } from 'comlink';
import type { Background } from '../../worker/worker';

export type BackgroundRemote = Remote<Background>;

export function startBackground(): BackgroundRemote {
  return wrap<Background>(new Worker(new URL('../../worker/worker.ts', import.meta.url), { type: 'module' }));
}
