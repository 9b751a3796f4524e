/** @file Finds the passages of a collection or an index by the words of a query. */
import type MiniSearch from 'minisearch';
import { findByWords } from '../../words/find-by-words';
import type { WordMatch } from './passage-source';

/**
 * Returns every passage that contains words of the query, best first. An entry's id is the number of its passage.
 *
 * @param isAllowed decides by the number of a passage whether it may be found. Default: every passage
 */
export function matchesByWords<Entry>(
  words: MiniSearch<Entry>,
  query: string,
  isAllowed: ((passage: number) => boolean) | undefined,
): WordMatch[] {
  const filter = isAllowed && ((id: unknown) => isAllowed(id as number));
  return findByWords(words, query, filter).map(({ id, score, queryTerms }) => ({
    passage: id as number,
    score,
    terms: queryTerms,
  }));
}
