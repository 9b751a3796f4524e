/** @file The IndexedDB database of stored entries: opening it within a time limit, and its total of bytes. */
import { openDB } from 'idb';
import type { DBSchema, IDBPDatabase, IDBPTransaction } from 'idb';
import { withTimeLimit } from '../../util/time-limit';
import type { EntryKey, Stored } from './checked-value';

export interface EntrySchema<T> extends DBSchema {
  vectors: { key: EntryKey; value: Stored<T>; indexes: { used: number } };
  totals: { key: 'bytes'; value: number };
}

/** The object store has kept the name of its first use, so that versions of the library share one budget. */
export const ENTRIES = 'vectors';
export const TOTALS = 'totals';

type OpenOptions = {
  readonly namespace: string;
  readonly limitMs: number;
  /** Called when the database was closed, because another tab upgrades or deletes it or the browser closed it. */
  readonly onClose: () => void;
};

export type OpenedDatabase<T> = {
  readonly database: IDBPDatabase<EntrySchema<T>>;
  /** The hashes of the namespace's entries. */
  readonly known: Set<string>;
};

/**
 * Opens the database and reads the keys of a namespace. A database that opens after the limit is closed again.
 *
 * @throws TimeLimitExceeded, for example while another tab keeps a deleted database open; DOMException
 */
export async function openDatabase<T>(name: string, options: OpenOptions): Promise<OpenedDatabase<T>> {
  const { namespace, limitMs, onClose } = options;
  const opening = openDB<EntrySchema<T>>(name, 1, {
    upgrade(db) {
      db.createObjectStore(ENTRIES).createIndex('used', 'used');
      db.createObjectStore(TOTALS);
    },
    blocking(_current, _blocked, event) {
      (event.target as IDBDatabase).close();
      onClose();
    },
    terminated: onClose,
  });
  const known = opening.then((database) => database.getAllKeys(ENTRIES, namespaceRange(namespace)));
  try {
    const keys = await withTimeLimit(known, limitMs, `Opening ${name}`);
    return { database: await opening, known: new Set(keys.map(([, hash]) => hash)) };
  } catch (error) {
    opening.then(
      (database) => database.close(),
      () => undefined,
    );
    throw error;
  }
}

function namespaceRange(namespace: string): IDBKeyRange {
  return IDBKeyRange.bound([namespace], [namespace, []]);
}

type WriteTransaction<T> = IDBPTransaction<EntrySchema<T>, ('vectors' | 'totals')[], 'readwrite'>;

/**
 * Adds to the total of bytes, and deletes the oldest entries of all models while it exceeds the budget. A damaged total
 * is replaced by the sum of the entries.
 */
export async function addBytes<T>(
  transaction: WriteTransaction<T>,
  added: number,
  budget: number,
  onDelete: (key: EntryKey) => void,
): Promise<void> {
  const [store, totals] = [transaction.objectStore(ENTRIES), transaction.objectStore(TOTALS)];
  const total = await totals.get('bytes');
  let bytes = (total ?? 0) + added;
  if (!isSize(bytes) || (total !== undefined && !isSize(total))) bytes = await sumOfEntries(transaction);
  let oldest = bytes > budget ? await store.index('used').openCursor() : null;
  while (oldest && bytes > budget) {
    bytes -= oldest.value.bytes;
    onDelete(oldest.primaryKey);
    await oldest.delete();
    oldest = await oldest.continue();
  }
  if (!isSize(bytes) || bytes > budget) bytes = await sumOfEntries(transaction);
  await totals.put(bytes, 'bytes');
}

async function sumOfEntries<T>(transaction: WriteTransaction<T>): Promise<number> {
  let bytes = 0;
  for (let cursor = await transaction.objectStore(ENTRIES).openCursor(); cursor; cursor = await cursor.continue()) {
    const size: unknown = cursor.value.bytes;
    if (isSize(size)) bytes += size;
    else await cursor.delete(); // damaged
  }
  return bytes;
}

function isSize(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}
