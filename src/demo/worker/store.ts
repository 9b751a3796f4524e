/** @file The IndexedDB database of the demo: records, texts, original PDFs, and a snapshot of the index. */
import { type DBSchema, type IDBPDatabase, deleteDB, openDB } from 'idb';
import type { DocumentContent, DocumentRecord } from '../shared/library-data';

/** A serialized index, with the revision of each document in it. */
export type Snapshot = {
  /** `INDEX_RULES` when it was made. */
  readonly rules: number;
  readonly revisions: ReadonlyMap<string, string>;
  readonly json: string;
};

interface Schema extends DBSchema {
  records: { key: string; value: DocumentRecord };
  contents: { key: string; value: DocumentContent };
  /** The originals are stored as bytes, since WebKit stores no Blob in a private window. */
  originals: { key: string; value: ArrayBuffer };
  snapshots: { key: 'index'; value: Snapshot };
}

export interface Store {
  records(): Promise<DocumentRecord[]>;
  content(id: string): Promise<DocumentContent | undefined>;
  contents(): Promise<DocumentContent[]>;
  original(id: string): Promise<ArrayBuffer | undefined>;
  /** Writes a document in one transaction; a document with the same id is replaced. */
  put(record: DocumentRecord, content: DocumentContent, original?: ArrayBuffer): Promise<void>;
  /** Also deletes the snapshot, which contains the words of the documents. */
  remove(ids: readonly string[]): Promise<void>;
  snapshot(): Promise<Snapshot | undefined>;
  putSnapshot(snapshot: Snapshot): Promise<void>;
  /** Empties every store. */
  clear(): Promise<void>;
  close(): void;
}

const ALL = ['records', 'contents', 'originals', 'snapshots'] as const;
const DOCUMENT = ['records', 'contents', 'originals'] as const;

export async function openStore(name = 'rankside-demo'): Promise<Store> {
  const db = await openDB<Schema>(name, 1, {
    upgrade(database) {
      database.createObjectStore('records', { keyPath: 'id' });
      database.createObjectStore('contents', { keyPath: 'id' });
      database.createObjectStore('originals');
      database.createObjectStore('snapshots');
    },
    // Another tab wants to delete or upgrade the database, which an open connection would block.
    blocking: (_current, _blocked, event) => (event.target as IDBDatabase).close(),
  });
  return storeOver(db);
}

export async function deleteStore(name = 'rankside-demo'): Promise<void> {
  await deleteDB(name);
}

function storeOver(db: IDBPDatabase<Schema>): Store {
  return {
    records: () => db.getAll('records'),
    content: (id) => db.get('contents', id),
    contents: () => db.getAll('contents'),
    original: (id) => db.get('originals', id),
    async put(record, content, original) {
      const tx = db.transaction(DOCUMENT, 'readwrite');
      await Promise.all([
        tx.objectStore('records').put(record),
        tx.objectStore('contents').put(content),
        original === undefined
          ? tx.objectStore('originals').delete(record.id)
          : tx.objectStore('originals').put(original, record.id),
        tx.done,
      ]);
    },
    async remove(ids) {
      const tx = db.transaction(ALL, 'readwrite');
      const deletions = ids.flatMap((id) => DOCUMENT.map((name) => tx.objectStore(name).delete(id)));
      await Promise.all([...deletions, tx.objectStore('snapshots').clear(), tx.done]);
    },
    snapshot: () => db.get('snapshots', 'index'),
    async putSnapshot(snapshot) {
      await db.put('snapshots', snapshot, 'index');
    },
    async clear() {
      const tx = db.transaction(ALL, 'readwrite');
      await Promise.all([...ALL.map((name) => tx.objectStore(name).clear()), tx.done]);
    },
    close: () => db.close(),
  };
}
