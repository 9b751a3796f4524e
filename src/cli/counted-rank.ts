/** @file A reranker as the `rank` of an evaluation, with the counts that the report needs. */
import { isRerankError } from '../core/errors';
import type { Candidate, Rank } from '../eval/evaluate';
import type { Reranker } from '../client/reranker';
import type { Fusion, RerankStats } from '../core/types';

export type CountedRank = {
  readonly rank: Rank;
  /** Returns the number of passages scored so far whose vectors were not cached. */
  readonly scoredPassages: () => number;
  /** Returns the share, in [0, 1], of the distinct passages so far that were truncated. */
  readonly truncatedShare: () => number;
};

/**
 * Ranks with the given `fusion`, also where passages have first-stage scores, which the default fusion would use. A
 * query that is too long for the model keeps the first-stage order and is reported to `warn`; any other error ends the
 * evaluation.
 */
export function countRank(reranker: Reranker, fusion: Fusion, warn: (message: string) => void): CountedRank {
  const seen = new Set<string>();
  const truncated = new Set<string>();
  let scored = 0;

  async function rank(query: string, passages: readonly Candidate[]): Promise<number[]> {
    const { results, stats } = await reranker.rerank(query, passages, { fusion });
    scored += countScored(stats);
    for (const { passage, truncatedTokens } of results) {
      seen.add(passage.id);
      if (truncatedTokens) truncated.add(passage.id);
    }
    return results.map((result) => result.index);
  }

  return {
    rank: (query, passages) =>
      rank(query, passages).catch((error: unknown) => {
        if (!isRerankError(error, 'query-too-long')) throw error;
        warn(`Kept the first-stage order of a query: ${error.message}`);
        return passages.map((_, index) => index);
      }),
    scoredPassages: () => scored,
    truncatedShare: () => (seen.size === 0 ? 0 : truncated.size / seen.size),
  };
}

/**
 * Returns the number of passages that the model computed; a method without a cache has no hits and misses, and computes
 * all of them.
 */
export function countScored({ cache, scored }: RerankStats): number {
  return cache.hits + cache.misses === 0 ? scored : cache.misses;
}
