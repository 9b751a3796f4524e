/**
 * @file Entries in an IndexedDB database, within a byte budget for all models. The oldest entries are deleted first.
 *
 * A key consists of a namespace, which says what computed the value, and the SHA-256 of a text, so that no outdated
 * value is found and no text is stored. Every entry has a checksum; a damaged entry is deleted and not returned.
 * Storage that fails or does not answer never stops a ranking: it causes a warning, and entries are kept in memory.
 */
import type { IDBPDatabase } from 'idb';
import { hashOf } from '../../util/checksum';
import { TimeLimitExceeded, withTimeLimit } from '../../util/time-limit';
import { isIntact, STORED_FORMAT, toStored } from './checked-value';
import type { EntryKey } from './checked-value';
import { addBytes, ENTRIES, openDatabase, TOTALS } from './entry-database';
import type { EntrySchema } from './entry-database';

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
  readonly notes: StorageNotes;
  /** Time limits in milliseconds. Default: `LIMITS` */
  readonly limits?: StorageLimits;
};

/** Receives what a developer should know about the storage. */
export interface StorageNotes {
  warn(message: string): void;
  /** Counts entries that were damaged and deleted. */
  countDamaged(entries: number): void;
}

export type StorageLimits = { readonly openMs: number; readonly readMs: number; readonly writeMs: number };

/** Far more than a storage that works takes, and less than computing the values again. */
const LIMITS: StorageLimits = { openMs: 3000, readMs: 5000, writeMs: 30_000 };

/** Returns undefined, with a warning, if the database cannot be opened. */
export async function openEntries<T>(options: EntriesOptions<T>): Promise<IndexedEntries<T> | undefined> {
  let entries: IndexedEntries<T> | undefined;
  const namespace = `${STORED_FORMAT}|${options.namespace}`;
  const { openMs } = options.limits ?? LIMITS;
  try {
    const opened = await openDatabase<T>(options.database, {
      namespace,
      limitMs: openMs,
      onClose: () => entries?.close(),
    });
    return (entries = new IndexedEntries(opened.database, opened.known, { ...options, namespace }));
  } catch (cause) {
    options.notes.warn(`IndexedDB cannot be used (${String(cause)}), so ${options.what} are kept in memory only`);
    return undefined;
  }
}

export class IndexedEntries<T> {
  readonly #database: IDBPDatabase<EntrySchema<T>>;
  /**
   * Hashes of the stored entries that this worker knows of. Most lookups of new texts need no access to the database.
   */
  readonly #known: Set<string>;
  readonly #options: EntriesOptions<T>;
  readonly #limits: StorageLimits;
  #closed = false;

  constructor(database: IDBPDatabase<EntrySchema<T>>, known: Set<string>, options: EntriesOptions<T>) {
    this.#database = database;
    this.#known = known;
    this.#options = options;
    this.#limits = options.limits ?? LIMITS;
  }

  /** Called when the database was closed; from then on nothing is read or stored. */
  close(): void {
    this.#closed = true;
  }

  /** Returns the stored value of each text, in order. */
  read(texts: readonly string[]): Promise<(T | undefined)[]> {
    const none = texts.map(() => undefined);
    return this.#guarded('read', none, async () => {
      if (this.#known.size === 0) return none;
      const keys = await this.#keysOf(texts);
      const { store } = this.#database.transaction(ENTRIES);
      const found = await Promise.all(
        keys.map((key) => (this.#known.has(key[1]) ? store.get(key) : Promise.resolve(undefined))),
      );
      const intact = await Promise.all(found.map((stored, i) => isIntact(keys[i]!, stored)));
      const values = found.map((stored, i) => (stored && intact[i] ? this.#options.read(stored) : undefined));
      this.#drop(keys.filter((_, i) => found[i] !== undefined && values[i] === undefined));
      return values;
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

  /** Notes that a page has deleted the entries of these texts, so that new values of them are stored. */
  async forget(texts: readonly string[]): Promise<void> {
    for (const hash of await Promise.all(texts.map(hashOf))) this.#known.delete(hash);
  }

  /** Stores each value under its text, and deletes the oldest entries if the budget is exceeded. */
  write(entries: readonly (readonly [text: string, value: T])[]): Promise<void> {
    return this.#guarded('written', undefined, async () => {
      const keys = await this.#keysOf(entries.map(([text]) => text));
      const { budget, sizeOf } = this.#options;
      const used = Date.now();
      const values = await Promise.all(entries.map(([, value], i) => toStored(keys[i]!, value, sizeOf(value), used)));
      const transaction = this.#database.transaction([ENTRIES, TOTALS], 'readwrite');
      const store = transaction.objectStore(ENTRIES);
      let added = 0;
      for (const [i, value] of values.entries()) {
        const before = await store.get(keys[i]!);
        added += value.bytes - (before?.bytes ?? 0);
        await store.put(value, keys[i]);
        this.#known.add(keys[i]![1]);
      }
      await addBytes(transaction, added, budget, ([, hash]) => this.#known.delete(hash));
      await transaction.done;
    });
  }

  /** Deletes what is stored under the texts, also what other models and other versions of the library stored. */
  async remove(texts: readonly string[]): Promise<void> {
    const hashes = new Set(await Promise.all(texts.map(hashOf)));
    await this.#guarded('deleted', undefined, async () => {
      const keys = await this.#database.getAllKeys(ENTRIES);
      await this.#delete(keys.filter(([, hash]) => hashes.has(hash)));
    });
  }

  /** Deletes damaged entries, without a wait. */
  #drop(keys: readonly EntryKey[]): void {
    if (keys.length === 0) return;
    const { notes, what } = this.#options;
    notes.countDamaged(keys.length);
    notes.warn(`Stored ${what} were damaged; they were deleted and are computed again`);
    void this.#delete(keys);
  }

  #delete(keys: readonly EntryKey[]): Promise<void> {
    for (const [, hash] of keys) this.#known.delete(hash);
    const { budget } = this.#options;
    return this.#guarded('deleted', undefined, async () => {
      const transaction = this.#database.transaction([ENTRIES, TOTALS], 'readwrite');
      const store = transaction.objectStore(ENTRIES);
      let freed = 0;
      for (const key of keys) {
        freed += (await store.get(key))?.bytes ?? 0;
        await store.delete(key);
      }
      await addBytes(transaction, -freed, budget, ([, hash]) => this.#known.delete(hash));
      await transaction.done;
    });
  }

  #keysOf(texts: readonly string[]): Promise<EntryKey[]> {
    return Promise.all(texts.map(async (text): Promise<EntryKey> => [this.#options.namespace, await hashOf(text)]));
  }

  async #guarded<R>(action: 'read' | 'written' | 'deleted', otherwise: R, work: () => Promise<R>): Promise<R> {
    if (this.#closed) return otherwise;
    const { notes, what } = this.#options;
    const { readMs, writeMs } = this.#limits;
    try {
      return await withTimeLimit(work(), action === 'read' ? readMs : writeMs, 'IndexedDB');
    } catch (cause) {
      // Storage that does not answer would delay every later call too.
      if (cause instanceof TimeLimitExceeded) this.close();
      notes.warn(`Stored ${what} cannot be ${action} (${String(cause)})`);
      return otherwise;
    }
  }
}
