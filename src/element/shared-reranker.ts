/** @file One reranker for all elements of a page that ask for the same; its worker is let go when it idles and comes back when needed. */
import { toRankerGetter } from '../adapters/shared/source';
import type { Ranker } from '../adapters/shared/source';
import { createReranker } from '../client/create-reranker';
import type { Settings } from './settings';

const IDLE_MS = 120_000;

const shared = new Map<string, () => Promise<Ranker>>();

/** Created on first use; after a failure again on the next. */
export function sharedReranker(create: Settings['create']): Promise<Ranker> {
  const key = JSON.stringify(create);
  let source = shared.get(key);
  if (!source) {
    source = toRankerGetter(() => createReranker({ ...create, idleMs: IDLE_MS }));
    shared.set(key, source);
  }
  return source();
}
