/**
 * @file For frameworks whose documents have an order already: a query that is too long for the model leaves that order as it is, and
 * says so, since a search that fails is worse than one that is not reranked.
 */
import { Scoreboard } from '../../client/scoreboard';
import type { RerankError } from '../../core/errors';
import { isRerankError } from '../../core/errors';
import type { Passage, RerankOptions, RerankResult } from '../../core/types';
import type { Ranker } from './source';

export type RankedOrKept<P extends Passage> = Pick<RerankResult<P>, 'results'> & {
  readonly stats?: RerankResult<P>['stats'];
  /** Present when nothing was ranked: why. Then every result's `stage` is `none`. */
  readonly kept?: RerankError;
};

/** @throws what `rerank` throws, but for `query-too-long` */
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

/** Where the framework has no place for a message: the console, unless the user wants it elsewhere. */
export function warnOnConsole(error: RerankError): void {
  console.warn(`rankside kept the order of the documents: ${error.message}`);
}
