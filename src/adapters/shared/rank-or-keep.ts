/**
 * @file Ranks passages that already have an order, and keeps that order when there is no query or it is too long for
 * the model. A search that is not reranked is better than one that fails.
 */
import { Scoreboard } from '../../client/scoreboard';
import { validateCall } from '../../client/validate';
import type { RerankError } from '../../core/errors';
import { isRerankError } from '../../core/errors';
import type { Passage, Ranked, RerankOptions, RerankResult } from '../../core/types';
import { isBlank } from '../../util/is-blank';
import type { Ranker } from './source';

export type RankedOrKept<P extends Passage> = Pick<RerankResult<P>, 'results'> & {
  readonly stats?: RerankResult<P>['stats'];
  /**
   * The failure because of which nothing was ranked; every result's `scoredBy` is then `none`. Absent when the passages
   * were ranked, and for a blank query.
   */
  readonly kept?: RerankError;
};

/** @throws what `rerank` throws, except `query-too-long` */
export async function rankOrKeep<P extends Passage>(
  ranker: () => Promise<Ranker>,
  query: string,
  passages: readonly P[],
  options: RerankOptions,
): Promise<RankedOrKept<P>> {
  if (isBlank(query)) return { results: firstStageOrder(passages, options) };
  try {
    return await (await ranker()).rerank(query, passages, options);
  } catch (error) {
    if (!isRerankError(error, 'query-too-long')) throw error;
    return { results: firstStageOrder(passages, options), kept: error };
  }
}

/** @throws `signal.reason` of an aborted call; TypeError or RangeError for an invalid `topN` */
function firstStageOrder<P extends Passage>(passages: readonly P[], options: RerankOptions): Ranked<P>[] {
  options.signal?.throwIfAborted();
  validateCall('any', passages, options);
  return new Scoreboard(passages).ranking({ topN: options.topN });
}

/** Warns on the console, for frameworks whose results have no place for a message. */
export function warnOnConsole(error: RerankError): void {
  console.warn(`rankside kept the order of the documents: ${error.message}`);
}
