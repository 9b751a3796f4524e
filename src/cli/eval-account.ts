/** @file A reranker as the `rank` of an evaluation, with the books kept that the report needs. */
import { isRerankError } from '../core/errors';
import type { Candidate, Rank } from '../eval/evaluate';
import type { Reranker } from '../client/reranker';
import type { Fusion, RerankStats } from '../core/types';

export type EvalAccount = {
  readonly rank: Rank;
  /** Passages scored so far whose vectors were not in memory. */
  readonly fresh: () => number;
  /** Share, in [0, 1], of the distinct passages so far whose end the model did not read. */
  readonly truncatedShare: () => number;
};

/**
 * Ranks under one `fusion`, also where passages have scores that the default would take up.
 * A query too long for the model keeps the first stage's order and is told to `warn`; any other error ends the evaluation.
 */
export function keepAccount(reranker: Reranker, fusion: Fusion, warn: (message: string) => void): EvalAccount {
  const seen = new Set<string>();
  const truncated = new Set<string>();
  let fresh = 0;

  async function rank(query: string, passages: readonly Candidate[]): Promise<number[]> {
    const { results, stats } = await reranker.rerank(query, passages, { fusion });
    fresh += freshOf(stats);
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
        warn(`Kept the first stage's order: ${error.message}`);
        return passages.map((_, index) => index);
      }),
    fresh: () => fresh,
    truncatedShare: () => (seen.size === 0 ? 0 : truncated.size / seen.size),
  };
}

/** A method that keeps nothing of a passage has neither hits nor misses: all it scored is fresh. */
export function freshOf({ cache, scored }: RerankStats): number {
  return cache.hits + cache.misses === 0 ? scored : cache.misses;
}
