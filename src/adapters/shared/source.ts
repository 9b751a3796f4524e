/** @file How every adapter takes a reranker: ready, still loading, or made when it is first needed. */
import type { Reranker } from '../../client/reranker';
import type { RerankOptions } from '../../core/types';

/** The two verbs. Local, remote and hybrid rerankers have them. */
export type Ranker = Pick<Reranker, 'rerank' | 'stream'>;

/** A reranker, a promise of one, or a function that makes one on first use. Whoever makes it disposes of it. */
export type RankerSource = Ranker | Promise<Ranker> | (() => Ranker | Promise<Ranker>);

/** What an adapter leaves to its user; the rest of a call's options the framework gives. */
export type FixedOptions = Omit<RerankOptions, 'topN' | 'signal' | 'onProgress' | 'budgetMs'>;

/** A function is called once, on first use; after a failure again on the next use. */
export function toRankerGetter(source: RankerSource): () => Promise<Ranker> {
  if (typeof source !== 'function') return () => Promise.resolve(source);
  let made: Promise<Ranker> | undefined;
  return () => {
    made ??= createRanker(source).catch((error: unknown) => {
      made = undefined;
      throw error;
    });
    return made;
  };
}

async function createRanker(source: () => Ranker | Promise<Ranker>): Promise<Ranker> {
  return source();
}

/** The options of one call, without those that were not given. */
export function callOptions(
  fixed: FixedOptions,
  topN: number | undefined,
  signal: AbortSignal | undefined,
): RerankOptions {
  return { ...fixed, ...(topN === undefined ? {} : { topN }), ...(signal === undefined ? {} : { signal }) };
}
