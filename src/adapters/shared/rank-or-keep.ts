/**
 * @file Ranks passages that already have an order, and keeps that order when the query is too long for the model. A
 * search that is not reranked is better than one that fails.
 */
import { Scoreboard } from '../../client/scoreboard';
import type { RerankError } from '../../core/errors';
import { isRerankError } from '../../core/errors';
import type { Passage, RerankOptions, RerankResult } from '../../core/types';
import type { Ranker } from './source';

export type RankedOrKept<P extends Passage> = Pick<RerankResult<P>, 'results'> & {
  readonly stats?: RerankResult<P>['stats'];
  /**
   * The reason why nothing was ranked; every result's `scoredBy` is then `none`. Absent when the passages were ranked.
   */
  readonly kept?: RerankError;
};

/** @throws what `rerank` throws, except `query-too-long` */
export async function rankOrKeep<P extends Passage>(
  ranker: Ranker,
  query: string,
  passages: readonly P[],
  options: RerankOptions,
): Promise<RankedOrKept<P>> {
  try {
    return await ranker.rerank(query, passages, options);
  } catch (error) {
    if (!isRerankError(error, 'query-too-long')) throw error;
    return { results: new Scoreboard(passages).ranking({ topN: options.topN }), kept: error };
  }
}

/** Warns on the console, for frameworks whose results have no place for a message. */
export function warnOnConsole(error: RerankError): void {
  console.warn(`rankside kept the order of the documents: ${error.message}`);
}
