/**
 * @file The documents of collections in IndexedDB, with the pooled vectors of their passages. A document and its
 * vectors are deleted in one transaction. Every value has a checksum; a damaged one is deleted and not returned.
 */
import { openDB } from 'idb';
import type { DBSchema, IDBPDatabase } from 'idb';
import type { DocumentContent } from '../../protocol/collection-api';
import { COLLECTION_DATABASE } from '../../util/storage-names';
import { withTimeLimit } from '../../util/time-limit';
import { isIntact, toStored } from '../storage/checked-value';
import type { EntryKey, Stored } from '../storage/checked-value';

export type StoredDocument = {
  readonly content: DocumentContent;
  /** Start and end of each passage, in turn. */
  readonly ranges: Uint32Array;
  /** `CUTTING_RULES` when the ranges were cut. */
  readonly rules: number;
};

/** The pooled vectors of a document's passages: (passages, dimensions) with a scale each, (passages). */
export type StoredVectors = {
  /** Names the model that computed the vectors. */
  readonly namespace: string;
  readonly pooled: Int8Array;
  readonly scales: Float32Array;
};

interface Schema extends DBSchema {
  documents: { key: EntryKey; value: Stored<StoredDocument> };
  vectors: { key: EntryKey; value: Stored<StoredVectors> };
}

export type LoadedDocument = { readonly document: StoredDocument; readonly vectors: StoredVectors | undefined };

const STORES = ['documents', 'vectors'] as const;
/** Far more than a storage that works takes to open. */
const OPEN_MS = 5000;
/** The number of values whose checksums are computed at the same time. */
const CHECKED_AT_ONCE = 256;

export class DocumentStorage {
  readonly #database: IDBPDatabase<Schema>;
  readonly #collection: string;

  private constructor(database: IDBPDatabase<Schema>, collection: string) {
    this.#database = database;
    this.#collection = collection;
  }

  /** @throws TimeLimitExceeded or DOMException if the database cannot be opened */
  static async open(collection: string): Promise<DocumentStorage> {
    const opening = openDB<Schema>(COLLECTION_DATABASE, 1, {
      upgrade(database) {
        for (const name of STORES) database.createObjectStore(name);
      },
      // Another page wants to delete or upgrade the database, which an open connection would block.
      blocking: (_current, _blocked, event) => (event.target as IDBDatabase).close(),
    });
    return new DocumentStorage(await withTimeLimit(opening, OPEN_MS, 'Opening the collection'), collection);
  }

  /** Every intact document with its vectors, and the number of damaged values, which are deleted. */
  async readAll(): Promise<{ readonly documents: readonly LoadedDocument[]; readonly damaged: number }> {
    const documents = await this.#intact<StoredDocument>('documents');
    const vectors = await this.#intact<StoredVectors>('vectors');
    return {
      documents: [...documents.intact].map(([id, document]) => ({ document, vectors: vectors.intact.get(id) })),
      damaged: documents.damaged + vectors.damaged,
    };
  }

  /** Those of the documents that are intact, with their vectors, and the ids that are not stored. */
  async read(
    ids: readonly DocumentContent['id'][],
  ): Promise<{ readonly documents: readonly LoadedDocument[]; readonly absent: readonly DocumentContent['id'][] }> {
    const transaction = this.#database.transaction(STORES);
    const values = await Promise.all(
      ids.map(async (id) => {
        const key = this.#keyOf(id);
        const document = transaction.objectStore('documents').get(key);
        const vectors = transaction.objectStore('vectors').get(key);
        return { id, key, document: await document, vectors: await vectors };
      }),
    );
    const checked = values.map(async ({ key, document, vectors }): Promise<LoadedDocument[]> => {
      if (document === undefined || !(await isIntact(key, document))) return [];
      return [{ document, vectors: vectors && (await isIntact(key, vectors)) ? vectors : undefined }];
    });
    const absent = values.filter(({ document }) => document === undefined).map(({ id }) => id);
    return { documents: (await Promise.all(checked)).flat(), absent };
  }

  /** Stores documents and deletes the vectors of their earlier texts, unless only the metadata changed. */
  async putDocuments(documents: readonly (StoredDocument & { readonly keepVectors: boolean })[]): Promise<void> {
    const used = Date.now();
    const values = await Promise.all(
      documents.map(async ({ keepVectors, ...document }) => {
        const key = this.#keyOf(document.content.id);
        return { key, keepVectors, value: await toStored(key, document, document.content.text.length, used) };
      }),
    );
    const transaction = this.#database.transaction(STORES, 'readwrite');
    for (const { key, value, keepVectors } of values) {
      void transaction.objectStore('documents').put(value, key);
      if (!keepVectors) void transaction.objectStore('vectors').delete(key);
    }
    await transaction.done;
  }

  /** Stores vectors of documents that are still stored. */
  async putVectors(entries: readonly (readonly [DocumentContent['id'], StoredVectors])[]): Promise<void> {
    const used = Date.now();
    const values = await Promise.all(
      entries.map(async ([id, vectors]) => {
        const key = this.#keyOf(id);
        return [key, await toStored(key, vectors, vectors.pooled.length, used)] as const;
      }),
    );
    const transaction = this.#database.transaction(STORES, 'readwrite');
    for (const [key, value] of values) {
      if ((await transaction.objectStore('documents').getKey(key)) === undefined) continue;
      await transaction.objectStore('vectors').put(value, key);
    }
    await transaction.done;
  }

  async remove(ids: readonly DocumentContent['id'][]): Promise<void> {
    await this.#delete(ids.map((id) => this.#keyOf(id)));
  }

  async clear(): Promise<void> {
    const transaction = this.#database.transaction(STORES, 'readwrite');
    for (const name of STORES) void transaction.objectStore(name).delete(this.#range);
    await transaction.done;
  }

  close(): void {
    this.#database.close();
  }

  get #range(): IDBKeyRange {
    return IDBKeyRange.bound([this.#collection], [this.#collection, []]);
  }

  #keyOf(id: DocumentContent['id']): EntryKey {
    return [this.#collection, `${typeof id}:${id}`];
  }

  async #delete(keys: readonly EntryKey[]): Promise<void> {
    const transaction = this.#database.transaction(STORES, 'readwrite');
    for (const key of keys) for (const name of STORES) void transaction.objectStore(name).delete(key);
    await transaction.done;
  }

  /** The intact values of a store by the second part of their keys. Damaged ones are deleted. */
  async #intact<T>(name: (typeof STORES)[number]): Promise<{ intact: Map<string, T>; damaged: number }> {
    const { store } = this.#database.transaction(name);
    const [keys, values] = await Promise.all([store.getAllKeys(this.#range), store.getAll(this.#range)]);
    const intact = new Map<string, T>();
    const damaged: EntryKey[] = [];
    for (let from = 0; from < keys.length; from += CHECKED_AT_ONCE) {
      const part = keys.slice(from, from + CHECKED_AT_ONCE);
      const checked = await Promise.all(part.map((key, i) => isIntact(key, values[from + i])));
      part.forEach((key, i) => {
        if (checked[i]) intact.set(key[1], values[from + i] as unknown as T);
        else damaged.push(key);
      });
    }
    if (damaged.length > 0) await this.#delete(damaged);
    return { intact, damaged: damaged.length };
  }
}
