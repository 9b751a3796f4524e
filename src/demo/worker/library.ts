/**
 * @file The documents of this browser, stored once and indexed in each tab. A tab that changes the store notifies the
 * others, which update their index; a Web Lock lets one tab write at a time.
 */
import type {
  AddOutcome,
  AddProgress,
  Coverage,
  DocumentContent,
  Filter,
  Hit,
  Incoming,
  LibraryState,
  QuestionVector,
  SearchAnswer,
} from '../shared/library-data';
import { textKey } from '../shared/passage';
import { type AddSetup, addFiles } from './add-files';
import type { ImportedDocument } from './library-file';
import { foldCopies } from './copies';
import { type Meaning, type VectorRows, createMeaning } from './meaning';
import { createRecognizer } from './ocr/recognizer';
import { syncIndexWithStore } from './sync-index';
import { type Store, openStore } from './store';
import { INDEX_RULES, type TextIndex, createTextIndex } from './text-index';

const CHANNEL = 'rankside-demo-library';
const LOCK = `${CHANNEL}-write`;
/** A snapshot of the index is stored after this long without a change. */
const SNAPSHOT_AFTER_MS = 1500;
/** Listeners and other tabs are notified of changes at most this often. */
const NOTIFY_EVERY_MS = 200;

export type NearestSetup = { readonly count: number; readonly first: SearchAnswer['hits'] };

export interface Library {
  open(onChange: (state: LibraryState) => void): Promise<LibraryState>;
  /** Adds files one after the other; files added before `cancel` stay. */
  add(files: readonly Incoming[], onProgress: (progress: AddProgress) => void): Promise<readonly AddOutcome[]>;
  cancel(): void;
  remove(ids: readonly string[]): Promise<void>;
  clear(): Promise<void>;
  /** The library as one file, with data of the page. */
  exportLibrary(page: unknown): Promise<Blob>;
  /** Adds the documents of such a file, in place of those with the same paths. */
  importLibrary(file: Blob): Promise<{ readonly added: number; readonly page: unknown }>;
  search(query: string, filter: Filter, limit: number): SearchAnswer;
  /** The hits `first`, then every other passage under the filter, without scores; copies are left out. */
  passages(filter: Filter, first?: SearchAnswer['hits']): SearchAnswer['hits'];
  /** `count` passages of all documents, from the `first` on, which counts from 0. */
  passagesFrom(first: number, count: number): SearchAnswer['hits'];
  /** The documents with these ids and those that were attached to them. */
  withAttachments(ids: readonly string[]): string[];
  /** The passages of these documents that no other document has, with the same title and text. */
  passagesOnlyIn(ids: readonly string[]): SearchAnswer['hits'];
  missingVectors(space: string, count: number): SearchAnswer['hits'];
  keepVectors(hits: readonly Pick<Hit, 'document' | 'id'>[], rows: VectorRows): Promise<void>;
  coverage(space: string, filter?: Filter): Coverage;
  /**
   * The passages nearest to a question by their vectors, with the scores of the last search by words, after the hits
   * `first`; copies are left out.
   */
  nearest(query: string, filter: Filter, vector: QuestionVector, setup: NearestSetup): SearchAnswer['hits'];
  content(id: string): Promise<DocumentContent | undefined>;
  original(id: string): Promise<ArrayBuffer | undefined>;
}

export function createLibrary(): Library {
  const channel = new BroadcastChannel(CHANNEL);
  let store: Store;
  let index: TextIndex;
  let meaning: Meaning;
  let notify: (state: LibraryState) => void = () => undefined;
  let adding: AbortController | undefined;
  let snapshotTimer: ReturnType<typeof setTimeout> | undefined;
  let notifyTimer: ReturnType<typeof setTimeout> | undefined;

  const state = (): LibraryState => ({ documents: index.records, chunks: index.chunks });

  function changed(): void {
    notifyTimer ??= setTimeout(() => {
      notifyTimer = undefined;
      channel.postMessage('changed');
      notify(state());
    }, NOTIFY_EVERY_MS);
    clearTimeout(snapshotTimer);
    snapshotTimer = setTimeout(() => void locked(() => store.putSnapshot(index.snapshot())), SNAPSHOT_AFTER_MS);
  }
  const locked = <T>(work: () => Promise<T>): Promise<T> => navigator.locks.request(LOCK, work);
  channel.onmessage = () => void syncIndexWithStore(store, index).then((hasChanged) => hasChanged && notify(state()));

  return {
    async open(onChange) {
      notify = onChange;
      store = await openStore();
      index = await restoreIndex(store);
      meaning = createMeaning(() => index.documents, store, await store.vectors());
      if (await syncIndexWithStore(store, index)) changed();
      return state();
    },
    async add(files, onProgress) {
      adding = new AbortController();
      return addAndRecognize(files, { store, index, signal: adding.signal, onProgress, onChange: changed, locked });
    },
    cancel: () => adding?.abort(),
    async remove(ids) {
      await locked(async () => {
        await store.remove(ids);
        for (const id of ids) index.remove(id);
        meaning.forget(ids);
      });
      changed();
    },
    async clear() {
      adding?.abort();
      await locked(async () => {
        await store.clear();
        meaning.forget([...index.documents.keys()]);
        index.clear();
      });
      changed();
    },
    ...fileOf(() => ({ index, store, locked, changed })),
    ...readingOf(() => ({ index, meaning, store })),
  };
}

async function addAndRecognize(files: readonly Incoming[], setup: AddSetup): Promise<readonly AddOutcome[]> {
  const { recognize, close } = createRecognizer(setup.signal);
  try {
    return await addFiles(files, { ...setup, recognize });
  } finally {
    close();
  }
}

type Changing = {
  readonly index: TextIndex;
  readonly store: Store;
  readonly locked: <T>(work: () => Promise<T>) => Promise<T>;
  readonly changed: () => void;
};

/** The library as one file. */
function fileOf(opened: () => Changing): Pick<Library, 'exportLibrary' | 'importLibrary'> {
  return {
    exportLibrary: async (page) => (await import('./library-file')).exportLibrary(opened().store, page),
    async importLibrary(file) {
      const { index, store, locked, changed } = opened();
      let added = 0;
      const { importLibrary } = await import('./library-file');
      const add = ({ record, content, original }: ImportedDocument) =>
        locked(async () => {
          await store.put(record, content, original);
          index.add(record, content);
          added += 1;
        });
      try {
        return { page: await importLibrary(file, add), added };
      } finally {
        changed(); // what was added before a failure stays
      }
    },
  };
}

type Opened = { readonly index: TextIndex; readonly meaning: Meaning; readonly store: Store };
type Reading = Omit<Library, 'open' | 'add' | 'cancel' | 'remove' | 'clear' | 'exportLibrary' | 'importLibrary'>;

/** The functions that change no document. */
function readingOf(opened: () => Opened): Reading {
  return {
    search: (query, filter, limit) => opened().index.search(query, filter, limit),
    passages: (filter, first) => opened().index.allHits(filter, first),
    passagesFrom: (first, count) => opened().index.hitsFrom(first, count),
    withAttachments: (ids) =>
      [...opened().index.documents.keys()].filter((id) => ids.some((each) => id === each || id.startsWith(`${each}/`))),
    passagesOnlyIn(ids) {
      const removed = new Set(ids);
      const hits = opened().index.hitsFrom(0, Infinity);
      const kept = new Set(hits.filter(({ document }) => !removed.has(document)).map(textKey));
      return hits.filter((hit) => removed.has(hit.document) && !kept.has(textKey(hit)));
    },
    missingVectors: (space, count) => opened().meaning.missing(space, count),
    keepVectors: (hits, rows) => opened().meaning.keep(hits, rows),
    coverage: (space, filter) => opened().meaning.coverage(space, filter),
    nearest(query, filter, vector, { count, first }) {
      const known = new Set(first.map(({ id }) => id));
      const near = opened()
        .meaning.nearest(query, filter, vector, count)
        .filter(({ id }) => !known.has(id));
      return foldCopies([...first, ...near]);
    },
    content: (id) => opened().store.content(id),
    original: (id) => opened().store.original(id),
  };
}

/** Restores the index from the last snapshot; `syncIndexWithStore` then applies the changes since. */
async function restoreIndex(store: Store): Promise<TextIndex> {
  const [snapshot, records, contents] = await Promise.all([store.snapshot(), store.records(), store.contents()]);
  if (snapshot?.rules !== INDEX_RULES) {
    if (snapshot !== undefined) await store.deleteSnapshot();
    return createTextIndex();
  }
  const byId = new Map(contents.map((content) => [content.id, content]));
  const documents = records.flatMap((record) => {
    const content = byId.get(record.id);
    return content === undefined ? [] : [{ record, content }];
  });
  const isComplete = [...snapshot.revisions].every(([id, revision]) =>
    documents.some(({ record }) => record.id === id && record.revision === revision),
  );
  if (isComplete) return createTextIndex(snapshot, documents);
  // A snapshot that contains removed documents would keep their passages, so the index is built anew, which takes
  // seconds.
  await store.deleteSnapshot();
  return createTextIndex();
}
