/**
 * @file What outlives the page: entries in an IndexedDB database, oldest out first, within a byte budget over all models.
 *
 * A key is a space, what the values were computed with, and the SHA-256 of a text, so that nothing stale or foreign is ever found and no text
 * is kept. Storage never stops a ranking: what fails is warned of, and the entries live in memory alone.
 */
import { openDB } from 'idb';
import type { DBSchema, IDBPDatabase } from 'idb';

type Kept<T> = T & { readonly bytes: number; readonly used: number };

interface Schema<T> extends DBSchema {
  vectors: { key: [space: string, hash: string]; value: Kept<T>; indexes: { used: number } };
  totals: { key: 'bytes'; value: number };
}

/** The name of its first use has stayed: what is stored is found. */
const ENTRIES = 'vectors';

export type EntriesOptions<T> = {
  /** Name of the database. */
  readonly database: string;
  /** What the values are, in a warning. */
  readonly what: string;
  readonly space: string;
  /** In bytes, by `sizeOf`. */
  readonly budget: number;
  readonly sizeOf: (value: T) => number;
  /** A value without what was kept beside it; undefined where that is not what was written. */
  readonly read: (kept: Partial<T>) => T | undefined;
  readonly warn: (message: string) => void;
};

/** `undefined`, with a warning, where it cannot be opened. */
export async function openEntries<T>(options: EntriesOptions<T>): Promise<IndexedEntries<T> | undefined> {
  let entries: IndexedEntries<T> | undefined;
  try {
    const database = await openDB<Schema<T>>(options.database, 1, {
      upgrade(db) {
        db.createObjectStore(ENTRIES).createIndex('used', 'used');
        db.createObjectStore('totals');
      },
      // Another tab wants a newer layout, or deletes all: let it, and keep nothing from here on.
      blocking() {
        database.close();
        entries?.close();
      },
    });
    const keys = await database.getAllKeys(ENTRIES, spaceRange(options.space));
    return (entries = new IndexedEntries(database, new Set(keys.map(([, hash]) => hash)), options));
  } catch (cause) {
    options.warn(`IndexedDB cannot be used (${String(cause)}): ${options.what} are kept in memory only`);
    return undefined;
  }
}

export class IndexedEntries<T> {
  readonly #database: IDBPDatabase<Schema<T>>;
  /** Hashes that are stored, as far as this worker has seen: most first looks need no storage at all. */
  readonly #known: Set<string>;
  readonly #options: EntriesOptions<T>;
  #closed = false;

  constructor(database: IDBPDatabase<Schema<T>>, known: Set<string>, options: EntriesOptions<T>) {
    this.#database = database;
    this.#known = known;
    this.#options = options;
  }

  /** The database is somebody else's now. */
  close(): void {
    this.#closed = true;
  }

  /** What is stored under each of `texts`, by place. */
  read(texts: readonly string[]): Promise<(T | undefined)[]> {
    const none = texts.map(() => undefined);
    return this.#guarded('read', none, async () => {
      if (this.#known.size === 0 || this.#closed) return none;
      const hashes = await Promise.all(texts.map(hashOf));
      const { store } = this.#database.transaction(ENTRIES);
      const { space, read } = this.#options;
      return Promise.all(
        hashes.map(async (hash) => {
          const kept = this.#known.has(hash) ? await store.get([space, hash]) : undefined;
          return kept && read(kept);
        }),
      );
    });
  }

  /** Keeps each value under its text, and drops the oldest where the budget is full. */
  write(entries: readonly (readonly [text: string, value: T])[]): Promise<void> {
    return this.#guarded('written', undefined, async () => {
      if (this.#closed) return;
      const hashes = await Promise.all(entries.map(([text]) => hashOf(text)));
      const transaction = this.#database.transaction([ENTRIES, 'totals'], 'readwrite');
      const [store, totals] = [transaction.objectStore(ENTRIES), transaction.objectStore('totals')];
      let bytes = (await totals.get('bytes')) ?? 0;
      const used = Date.now();
      for (const [place, [, value]] of entries.entries()) {
        const key: [string, string] = [this.#options.space, hashes[place]!];
        const before = await store.get(key);
        const size = this.#options.sizeOf(value);
        bytes += size - (before?.bytes ?? 0);
        await store.put({ ...value, bytes: size, used }, key);
        this.#known.add(hashes[place]!);
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

  async #guarded<R>(what: string, otherwise: R, work: () => Promise<R>): Promise<R> {
    try {
      return await work();
    } catch (cause) {
      this.#options.warn(`Stored ${this.#options.what} cannot be ${what} (${String(cause)})`);
      return otherwise;
    }
  }
}

function spaceRange(space: string): IDBKeyRange {
  return IDBKeyRange.bound([space], [space, []]);
}

/** SHA-256, in base64. */
export async function hashOf(text: string): Promise<string> {
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text)));
  return btoa(String.fromCharCode(...digest));
}
