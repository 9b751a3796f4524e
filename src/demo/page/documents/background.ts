/** @file Starts the background worker of this tab and returns its functions as a remote object. */
import { type Remote, wrap } from 'comlink';
import type { Background } from '../../worker/worker';
import { reloadIfOutdated } from '../offline/one-version';

export type BackgroundRemote = Remote<Background>;

export function startBackground(): BackgroundRemote {
  const worker = new Worker(new URL('../../worker/worker.ts', import.meta.url), { type: 'module' });
  worker.addEventListener('error', () => void reloadIfOutdated());
  return wrap<Background>(worker);
}
