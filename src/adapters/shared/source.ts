/** @file The forms in which adapters accept a reranker: ready, still loading, or created on first use. */
import type { Reranker } from '../../client/reranker';
import type { RerankOptions } from '../../core/types';

/** The methods of a reranker that adapters use. Local, remote and hybrid rerankers have them. */
export type Ranker = Pick<Reranker, 'rerank' | 'stream'>;

/** A reranker, a promise of one, or a function that creates one on first use. Adapters do not dispose of it. */
export type RankerSource = Ranker | Promise<Ranker> | (() => Ranker | Promise<Ranker>);

/** The options of `rerank` that are set once for all calls of an adapter. The framework gives the others. */
export type FixedOptions = Omit<RerankOptions, 'topN' | 'signal' | 'onProgress' | 'budgetMs'>;

/**
 * Returns a function that gives the reranker. A source function is called on first use, and again on the next use after
 * a failure.
 */
export function toRankerGetter(source: RankerSource): () => Promise<Ranker> {
  if (typeof source !== 'function') return () => Promise.resolve(source);
  let created: Promise<Ranker> | undefined;
  return () => {
    created ??= createRanker(source).catch((error: unknown) => {
      created = undefined;
      throw error;
    });
    return created;
  };
}

async function createRanker(source: () => Ranker | Promise<Ranker>): Promise<Ranker> {
  return source();
}

/** Joins the options of one call, without those that are undefined. */
export function callOptions(
  fixed: FixedOptions,
  topN: number | undefined,
  signal: AbortSignal | undefined,
): RerankOptions {
  return { ...fixed, ...(topN === undefined ? {} : { topN }), ...(signal === undefined ? {} : { signal }) };
}
