/**
 * @file Finds passages by the words of a query: BM25 over a MiniSearch index. A word may be the start of a longer one;
 * a word that no passage contains is searched for as a typing error.
 */
import type MiniSearch from 'minisearch';
import type { Options, SearchResult } from 'minisearch';
import { isStopWord } from './stop-words';
import { termsOf, wordsOf } from './words';

/** How every index of words cuts texts into terms. */
export const TERM_OPTIONS = {
  tokenize: termsOf,
  processTerm: (term: string) => (isStopWord(term) ? null : term),
} satisfies Partial<Options>;

/** The words of a query that carry a subject: those of which some term is no stop word. */
export function contentWordsOf(query: string): { readonly terms: readonly string[] }[] {
  return wordsOf(query).filter(({ terms }) => terms.some((term) => !isStopWord(term)));
}

/** @param filter decides by the id of an entry whether it may be found. Default: every entry */
export function findByWords<Entry>(
  index: MiniSearch<Entry>,
  query: string,
  filter?: (id: unknown) => boolean,
): readonly SearchResult[] {
  const options = filter === undefined ? {} : { filter: ({ id }: SearchResult) => filter(id) };
  const found = index.search(query, { prefix: mayBePrefix, ...options });
  const matched = new Set(found.flatMap(({ queryTerms }) => queryTerms));
  const unknown = new Set(
    contentWordsOf(query)
      .filter(({ terms }) => !terms.some((term) => matched.has(term)))
      .flatMap(({ terms }) => terms),
  );
  if (unknown.size === 0) return found;
  const fuzzy = (term: string) => unknown.has(term) && editsOf(term);
  return index.search(query, { prefix: mayBePrefix, fuzzy, ...options });
}

/**
 * Matches the start of longer words; for the last term, which may still be typed, from three letters on. One character
 * of Chinese or Japanese is a word.
 */
function mayBePrefix(term: string, termIndex: number, terms: readonly string[]): boolean {
  if (/[^\p{Script=Latin}\p{N}]/u.test(term) && /^\p{Lo}/u.test(term)) return true;
  return term.length > (termIndex === terms.length - 1 ? 2 : 3);
}

/** How many letters of a word may be wrong. Two exchanged letters count as two. */
function editsOf(term: string): number | false {
  if (term.length < 4) return false;
  return term.length < 6 ? 1 : 2;
}
