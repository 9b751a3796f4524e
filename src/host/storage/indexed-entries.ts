/**
 * @file Entries in an IndexedDB database, within a byte budget for all models. The oldest entries are deleted first.
 *
 * A key consists of a namespace, which says what computed the value, and the SHA-256 of a text, so that no outdated
 * value is found and no text is stored. Storage errors never stop a ranking: they cause a warning, and entries are kept
 * in memory only.
 */
import { openDB } from 'idb';
import type { DBSchema, IDBPDatabase } from 'idb';

type Stored<T> = T & { readonly bytes: number; readonly used: number };

interface Schema<T> extends DBSchema {
  vectors: { key: [namespace: string, hash: string]; value: Stored<T>; indexes: { used: number } };
  totals: { key: 'bytes'; value: number };
}

/** The object store has kept the name of its first use, so that entries of earlier versions are found. */
const ENTRIES = 'vectors';

export type EntriesOptions<T> = {
  /** The name of the database. */
  readonly database: string;
  /** The name of the values in a warning. */
  readonly what: string;
  readonly namespace: string;
  /** In bytes, as `sizeOf` measures them. */
  readonly budget: number;
  readonly sizeOf: (value: T) => number;
  /** Extracts the value from a stored entry; returns undefined if the entry is not valid. */
  readonly read: (stored: Partial<T>) => T | undefined;
  readonly warn: (message: string) => void;
};

/** Returns undefined, with a warning, if the database cannot be opened. */
export async function openEntries<T>(options: EntriesOptions<T>): Promise<IndexedEntries<T> | undefined> {
  let entries: IndexedEntries<T> | undefined;
  try {
    const database = await openDB<Schema<T>>(options.database, 1, {
      upgrade(db) {
        db.createObjectStore(ENTRIES).createIndex('used', 'used');
        db.createObjectStore('totals');
      },
      // Another tab upgrades or deletes the database, so this tab closes it and stores nothing from now on.
      blocking() {
        database.close();
        entries?.close();
      },
    });
    const keys = await database.getAllKeys(ENTRIES, namespaceRange(options.namespace));
    return (entries = new IndexedEntries(database, new Set(keys.map(([, hash]) => hash)), options));
  } catch (cause) {
    options.warn(`IndexedDB cannot be used (${String(cause)}), so ${options.what} are kept in memory only`);
    return undefined;
  }
}

export class IndexedEntries<T> {
  readonly #database: IDBPDatabase<Schema<T>>;
  /**
   * Hashes of the stored entries that this worker knows of. Most lookups of new texts need no access to the database.
   */
  readonly #known: Set<string>;
  readonly #options: EntriesOptions<T>;
  #closed = false;

  constructor(database: IDBPDatabase<Schema<T>>, known: Set<string>, options: EntriesOptions<T>) {
    this.#database = database;
    this.#known = known;
    this.#options = options;
  }

  /** Called when another tab upgrades or deletes the database. */
  close(): void {
    this.#closed = true;
  }

  /** Returns the stored value of each text, in order. */
  read(texts: readonly string[]): Promise<(T | undefined)[]> {
    const none = texts.map(() => undefined);
    return this.#guarded('read', none, async () => {
      if (this.#known.size === 0 || this.#closed) return none;
      const hashes = await Promise.all(texts.map(hashOf));
      const { store } = this.#database.transaction(ENTRIES);
      const { namespace, read } = this.#options;
      return Promise.all(
        hashes.map(async (hash) => {
          const stored = this.#known.has(hash) ? await store.get([namespace, hash]) : undefined;
          return stored && read(stored);
        }),
      );
    });
  }

  /** Whether each text has a stored value, as far as this worker knows. */
  has(texts: readonly string[]): Promise<boolean[]> {
    const none = texts.map(() => false);
    return this.#guarded('read', none, async () => {
      if (this.#known.size === 0) return none;
      return (await Promise.all(texts.map(hashOf))).map((hash) => this.#known.has(hash));
    });
  }

  /** Stores each value under its text, and deletes the oldest entries if the budget is exceeded. */
  write(entries: readonly (readonly [text: string, value: T])[]): Promise<void> {
    return this.#guarded('written', undefined, async () => {
      if (this.#closed) return;
      const hashes = await Promise.all(entries.map(([text]) => hashOf(text)));
      const transaction = this.#database.transaction([ENTRIES, 'totals'], 'readwrite');
      const [store, totals] = [transaction.objectStore(ENTRIES), transaction.objectStore('totals')];
      let bytes = (await totals.get('bytes')) ?? 0;
      const used = Date.now();
      for (const [i, [, value]] of entries.entries()) {
        const key: [string, string] = [this.#options.namespace, hashes[i]!];
        const before = await store.get(key);
        const size = this.#options.sizeOf(value);
        bytes += size - (before?.bytes ?? 0);
        await store.put({ ...value, bytes: size, used }, key);
        this.#known.add(hashes[i]!);
      }
      let oldest = bytes > this.#options.budget ? await store.index('used').openCursor() : null;
      while (oldest && bytes > this.#options.budget) {
        bytes -= oldest.value.bytes;
        this.#known.delete(oldest.primaryKey[1]);
        await oldest.delete();
        oldest = await oldest.continue();
      }
      await totals.put(Math.max(0, bytes), 'bytes');
      await transaction.done;
    });
  }

  async #guarded<R>(action: 'read' | 'written', otherwise: R, work: () => Promise<R>): Promise<R> {
    try {
      return await work();
    } catch (cause) {
      this.#options.warn(`Stored ${this.#options.what} cannot be ${action} (${String(cause)})`);
      return otherwise;
    }
  }
}

function namespaceRange(namespace: string): IDBKeyRange {
  return IDBKeyRange.bound([namespace], [namespace, []]);
}

/** The SHA-256 of a text, in base64. */
export async function hashOf(text: string): Promise<string> {
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text)));
  return btoa(String.fromCharCode(...digest));
}
