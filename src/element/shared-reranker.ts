/**
 * @file One reranker for all elements of a page with the same settings. Its worker is terminated when idle and
 * restarted when needed.
 */
import { toRankerGetter } from '../adapters/shared/source';
import type { Ranker } from '../adapters/shared/source';
import { createReranker } from '../client/create-reranker';
import type { Settings } from './settings';

const IDLE_MS = 120_000;

const shared = new Map<string, () => Promise<Ranker>>();

/** Returns the source of a shared reranker, created on first use, and again on the next use after a failure. */
export function sharedReranker(create: Settings['create']): () => Promise<Ranker> {
  const key = JSON.stringify(create);
  let source = shared.get(key);
  if (!source) {
    source = toRankerGetter(() => createReranker({ ...create, idleMs: IDLE_MS }));
    shared.set(key, source);
  }
  return source;
}
