/**
 * @file Answers a query from the index: BM25 over its words, within the filters and phrases that it names. A word that
 * no passage contains is searched for as a typing error. A query of stop words, which the index lacks, is searched for
 * in the texts.
 */
import MiniSearch, { type SearchResult } from 'minisearch';
import type { Filter, Hit, SearchAnswer } from '../shared/library-data';
import { type Query, isRestricted, parseQuery } from '../shared/query';
import { contentWordsOf, findByWords } from '../../words/find-by-words';
import { isStopWord } from '../../words/stop-words';
import { wordsOf } from '../../words/words';
import { foldCopies } from './copies';
import { countChunks, documentsInScope, hitOf, passageAt, type Entry, type IndexedDocument } from './indexed-documents';
import { containsPhrase, scanForWords } from './scan-texts';

export type Indexed = {
  readonly index: MiniSearch<Entry>;
  readonly documents: ReadonlyMap<string, IndexedDocument>;
};

type Found = { readonly id: string; readonly score: number; readonly terms: readonly string[] };

export function search(indexed: Indexed, text: string, filter: Filter, limit: number): SearchAnswer {
  const start = performance.now();
  const query = parseQuery(text);
  const scope = documentsInScope(indexed.documents, filter, query);
  const isInScope = scopeTest(indexed, scope);
  const found = findPassages(indexed, query, scope, isInScope);
  const allowed = found.filter(passesPhrases(indexed, query));
  const hits = foldCopies(allowed.slice(0, Math.ceil(limit * 1.25)).flatMap(toHit(indexed))).slice(0, limit);
  return {
    hits,
    matching: allowed.length,
    inScope: countChunks(scope),
    terms: [...new Set(allowed.slice(0, Math.ceil(limit * 1.25)).flatMap(({ terms }) => terms))],
    question: query.question,
    isRestricted: isRestricted(query),
    ms: performance.now() - start,
  };
}

type ScopeTest = (id: string) => boolean;

function scopeTest({ documents }: Indexed, scope: readonly IndexedDocument[]): ScopeTest | undefined {
  if (scope.length === documents.size) return undefined;
  const wanted = new Set(scope.map(({ record }) => record.id));
  return (id) => wanted.has(id.slice(0, id.lastIndexOf('#')));
}

function findPassages(
  { index }: Indexed,
  { question, phrases }: Query,
  scope: readonly IndexedDocument[],
  isInScope: ScopeTest | undefined,
): readonly Found[] {
  const words = wordsOf(question);
  const filter = isInScope && ((id: unknown) => isInScope(id as string));
  if (words.length === 0) {
    const all = filter === undefined ? {} : { filter: ({ id }: SearchResult) => filter(id) };
    return question === '' ? index.search(MiniSearch.wildcard, all) : [];
  }
  if (contentWordsOf(question).length === 0) return scanForWords(scope, phrases.length > 0 ? phrases : [question]);
  const forgiven = findByWords(index, question, filter);
  if (forgiven.length === 0 && words.some(({ terms }) => terms.some(isStopWord)))
    return scanForWords(scope, [question]);
  return forgiven;
}

function passesPhrases({ documents }: Indexed, query: Query): (found: Found) => boolean {
  const isAllowed = phraseTest(query);
  return ({ id }) => {
    const passage = query.phrases.length + query.excluded.length === 0 ? NO_TEXT : passageAt(documents, id);
    return passage !== undefined && isAllowed(passage);
  };
}

const NO_TEXT = { name: '', heading: '', text: '' };

/** Whether a passage has the phrases of a query and none of its excluded words. */
export function phraseTest({ phrases, excluded }: Query): (passage: Pick<Hit, 'name' | 'heading' | 'text'>) => boolean {
  if (phrases.length + excluded.length === 0) return () => true;
  return ({ name, heading, text: body }) => {
    const text = `${name}\n${heading}\n${body}`;
    return (
      phrases.every((phrase) => containsPhrase(text, phrase)) &&
      !excluded.some((phrase) => containsPhrase(text, phrase))
    );
  };
}

function toHit({ documents }: Indexed): (found: Found) => Hit[] {
  return ({ id, score }) => {
    const at = id.lastIndexOf('#');
    const one = documents.get(id.slice(0, at));
    return one === undefined ? [] : [hitOf(one, Number(id.slice(at + 1)), score)];
  };
}
