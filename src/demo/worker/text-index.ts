/** @file BM25 search over all passages: a MiniSearch index, with the texts that its hits are cut from. */
import MiniSearch, { type Options } from 'minisearch';
import { TERM_OPTIONS } from '../../words/find-by-words';
import type { DocumentContent, DocumentRecord, Filter, Hit, SearchAnswer } from '../shared/library-data';
import {
  type Entry,
  type IndexedDocument,
  chunkId,
  countChunks,
  documentsInScope,
  hitOf,
  hitsFrom,
} from './indexed-documents';
import { foldCopies } from './copies';
import { search } from './search-index';
import type { Snapshot } from './store';

/** A snapshot must be loaded with the same options that it was made with. */
export const INDEX_OPTIONS: Options<Entry> = {
  fields: ['text', 'heading', 'name'],
  searchOptions: { boost: { heading: 1.5, name: 1.2 } },
  ...TERM_OPTIONS,
};

/** Grows with each change of the options above or of the rule for words; older snapshots are not used. */
export const INDEX_RULES = 2;

export interface TextIndex {
  add(record: DocumentRecord, content: DocumentContent): void;
  remove(id: string): void;
  clear(): void;
  search(query: string, filter: Filter, limit: number): SearchAnswer;
  /**
   * Every passage that the filter selects, with score 0, in the order of the documents, after the hits `first`; copies
   * are left out.
   */
  allHits(filter: Filter, first?: readonly Hit[]): Hit[];
  /** `count` passages in the order of the documents, from the `first` on, which counts from 0. */
  hitsFrom(first: number, count: number): Hit[];
  /** Contains no word of a removed document. */
  snapshot(): Snapshot;
  readonly documents: ReadonlyMap<string, IndexedDocument>;
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

  /** Discarding passages would be faster, but would leave their words in the index. */
  function drop({ record, content }: IndexedDocument): void {
    for (const entry of entriesOf(record, content)) index.remove(entry);
  }
  for (const one of stored) {
    const { id, revision } = one.record;
    if (snapshot?.revisions.get(id) === revision) documents.set(id, one);
  }

  return {
    add(record, content) {
      const old = documents.get(record.id);
      if (old !== undefined) drop(old);
      documents.set(record.id, { record, content });
      index.addAll(entriesOf(record, content));
    },
    remove(id) {
      const old = documents.get(id);
      if (old === undefined) return;
      drop(old);
      documents.delete(id);
    },
    clear() {
      documents.clear();
      index = new MiniSearch(INDEX_OPTIONS);
    },
    search: (query, filter, limit) => search({ index, documents }, query, filter, limit),
    allHits(filter, first = []) {
      const known = new Set(first.map(({ id }) => id));
      const others = documentsInScope(documents, filter).flatMap((one) =>
        one.content.chunks.map((_, chunkIndex) => hitOf(one, chunkIndex, 0)),
      );
      return foldCopies([...first, ...others.filter(({ id }) => !known.has(id))]);
    },
    hitsFrom: (first, count) => hitsFrom([...documents.values()], first, count),
    snapshot: () => ({
      rules: INDEX_RULES,
      revisions: new Map([...documents].map(([id, { record }]) => [id, record.revision])),
      json: JSON.stringify(index),
    }),
    documents,
    get records() {
      return [...documents.values()].map(({ record }) => record);
    },
    get chunks() {
      return countChunks([...documents.values()]);
    },
  };
}

function entriesOf({ id, name }: DocumentRecord, { chunks, text }: DocumentContent): Entry[] {
  return chunks.map(({ start, end, heading }, chunkIndex) => ({
    id: chunkId(id, chunkIndex),
    text: text.slice(start, end),
    heading,
    name,
  }));
}
