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

/** The pooled vectors of a document's passages. */
export type StoredVectors = {
  readonly id: string;
  /** The revision of the document whose passages they belong to. */
  readonly revision: string;
  /** What computed them. */
  readonly space: string;
  readonly dimensions: number;
  readonly components: Int8Array; // (passages, dimensions)
  readonly scales: Float32Array; // (passages)
};

interface Schema extends DBSchema {
  records: { key: string; value: DocumentRecord };
  contents: { key: string; value: DocumentContent };
  /** The originals are stored as bytes, since WebKit stores no Blob in a private window. */
  originals: { key: string; value: ArrayBuffer };
  snapshots: { key: 'index'; value: Snapshot };
  vectors: { key: string; value: StoredVectors };
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
  vectors(): Promise<StoredVectors[]>;
  /** Does nothing when the document was removed or replaced meanwhile. */
  putVectors(vectors: StoredVectors): Promise<void>;
  snapshot(): Promise<Snapshot | undefined>;
  /** Does nothing when the snapshot has words of a document that is no longer stored as it was. */
  putSnapshot(snapshot: Snapshot): Promise<void>;
  deleteSnapshot(): Promise<void>;
  /** Empties every store. */
  clear(): Promise<void>;
  close(): void;
}

const ALL = ['records', 'contents', 'originals', 'snapshots', 'vectors'] as const;
const DOCUMENT = ['records', 'contents', 'originals', 'vectors'] as const;

export async function openStore(name = 'rankside-demo'): Promise<Store> {
  const db = await openDB<Schema>(name, 2, {
    upgrade(database, before) {
      if (before < 1) {
        database.createObjectStore('records', { keyPath: 'id' });
        database.createObjectStore('contents', { keyPath: 'id' });
        database.createObjectStore('originals');
        database.createObjectStore('snapshots');
      }
      database.createObjectStore('vectors', { keyPath: 'id' });
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
        tx.objectStore('vectors').delete(record.id),
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
    vectors: () => db.getAll('vectors'),
    async putVectors(vectors) {
      const tx = db.transaction(['records', 'vectors'], 'readwrite');
      const record = await tx.objectStore('records').get(vectors.id);
      if (record?.revision === vectors.revision) await tx.objectStore('vectors').put(vectors);
      await tx.done;
    },
    snapshot: () => db.get('snapshots', 'index'),
    async putSnapshot(snapshot) {
      const tx = db.transaction(['records', 'snapshots'], 'readwrite');
      const records = await tx.objectStore('records').getAll();
      const stored = new Map(records.map(({ id, revision }) => [id, revision]));
      const isCurrent = [...snapshot.revisions].every(([id, revision]) => stored.get(id) === revision);
      if (isCurrent) await tx.objectStore('snapshots').put(snapshot, 'index');
      await tx.done;
    },
    deleteSnapshot: () => db.delete('snapshots', 'index'),
    async clear() {
      const tx = db.transaction(ALL, 'readwrite');
      await Promise.all([...ALL.map((name) => tx.objectStore(name).clear()), tx.done]);
    },
    close: () => db.close(),
  };
}
