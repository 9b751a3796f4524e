/** @file BM25 search over all passages: a MiniSearch index, with the texts that its hits are cut from. */
import MiniSearch, { type Options } from 'minisearch';
import { isStopWord } from '../shared/stop-words';
import type { DocumentContent, DocumentRecord, Filter, Hit, SearchAnswer } from '../shared/library-data';
import {
  type IndexedDocument,
  chunkId,
  countChunks,
  documentIdOf,
  hitOf,
  documentsInScope,
  chunkIndexOf,
  hitsFrom,
} from './indexed-documents';
import type { Snapshot } from './store';

type Entry = { readonly id: string; readonly text: string; readonly heading: string; readonly name: string };

/** A snapshot must be loaded with the same options that it was made with. */
export const INDEX_OPTIONS: Options<Entry> = {
  fields: ['text', 'heading', 'name'],
  searchOptions: { boost: { heading: 1.5, name: 1.2 } },
  processTerm: (term) => {
    const word = term.toLowerCase();
    return isStopWord(word) ? null : word;
  },
};

export interface TextIndex {
  add(record: DocumentRecord, content: DocumentContent): void;
  remove(id: string): void;
  clear(): void;
  search(query: string, filter: Filter, limit: number): SearchAnswer;
  /** Every passage that the filter selects, with score 0, in the order of the documents. */
  allHits(filter: Filter): Hit[];
  /** `count` passages in the order of the documents, from the `first` on, which counts from 0. */
  hitsFrom(first: number, count: number): Hit[];
  snapshot(): Snapshot;
  readonly records: readonly DocumentRecord[];
  readonly chunks: number;
}

/** Starts empty or from a snapshot. `stored` must contain every document of the snapshot. */
export async function createTextIndex(
  snapshot?: Snapshot,
  stored: readonly IndexedDocument[] = [],
): Promise<TextIndex> {
  let index =
    snapshot === undefined
      ? new MiniSearch(INDEX_OPTIONS)
      : await MiniSearch.loadJSONAsync(snapshot.json, INDEX_OPTIONS);
  const documents = new Map<string, IndexedDocument>();

  function drop(id: string, chunks: number): void {
    for (let chunkIndex = 0; chunkIndex < chunks; chunkIndex += 1) index.discard(chunkId(id, chunkIndex));
  }
  for (const one of stored) {
    const { id, revision } = one.record;
    if (snapshot?.revisions.get(id) === revision) documents.set(id, one);
  }

  return {
    add(record, content) {
      const old = documents.get(record.id);
      if (old !== undefined) drop(record.id, old.content.chunks.length);
      documents.set(record.id, { record, content });
      index.addAll(
        content.chunks.map(({ start, end, heading }, chunkIndex) => ({
          id: chunkId(record.id, chunkIndex),
          text: content.text.slice(start, end),
          heading,
          name: record.name,
        })),
      );
    },
    remove(id) {
      const old = documents.get(id);
      if (old === undefined) return;
      drop(id, old.content.chunks.length);
      documents.delete(id);
    },
    clear() {
      documents.clear();
      index = new MiniSearch(INDEX_OPTIONS);
    },
    search: (query, filter, limit) => search(index, documents, query, filter, limit),
    allHits: (filter) =>
      documentsInScope(documents, filter).flatMap((one) =>
        one.content.chunks.map((_, chunkIndex) => hitOf(one, chunkIndex, 0)),
      ),
    hitsFrom: (first, count) => hitsFrom([...documents.values()], first, count),
    snapshot: () => ({
      revisions: new Map([...documents].map(([id, { record }]) => [id, record.revision])),
      json: JSON.stringify(index),
    }),
    get records() {
      return [...documents.values()].map(({ record }) => record);
    },
    get chunks() {
      return countChunks([...documents.values()]);
    },
  };
}

function search(
  index: MiniSearch<Entry>,
  documents: ReadonlyMap<string, IndexedDocument>,
  query: string,
  filter: Filter,
  limit: number,
): SearchAnswer {
  const start = performance.now();
  const scope = documentsInScope(documents, filter);
  const wanted = scope.length === documents.size ? undefined : new Set(scope.map(({ record }) => record.id));
  const found = index.search(query, {
    // Matches the start of longer words; for the last term, which may still be typed, from three letters on.
    prefix: (term, termIndex, terms) => term.length > (termIndex === terms.length - 1 ? 2 : 3),
    ...(wanted === undefined ? {} : { filter: ({ id }) => wanted.has(documentIdOf(id as string)) }),
  });
  const hits = found.slice(0, limit).flatMap(({ id, score }) => {
    const one = documents.get(documentIdOf(id as string));
    return one === undefined ? [] : [hitOf(one, chunkIndexOf(id as string), score)];
  });
  const terms = [...new Set(found.slice(0, limit).flatMap((result) => result.terms))];
  return { hits, matching: found.length, inScope: countChunks(scope), terms, ms: performance.now() - start };
}
