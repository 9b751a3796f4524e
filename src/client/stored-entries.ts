/** @file Deletes entries of the databases of vectors and scores from the page, while workers may have them open. */

/** Names of the object stores; entries have the keys [what computed it, hash of its text]. */
const ENTRIES = 'vectors';
const TOTALS = 'totals';

/** Empties all stores of a database. */
export async function emptyDatabase(name: string): Promise<void> {
  const database = await resultOf(indexedDB.open(name));
  try {
    const stores = [...database.objectStoreNames];
    if (stores.length === 0) return;
    const transaction = database.transaction(stores, 'readwrite');
    await Promise.all(stores.map((store) => resultOf(transaction.objectStore(store).clear())));
  } finally {
    database.close(); // after its transactions
  }
}

/** Deletes the entries of all models whose text has one of the hashes; without `hashes`, all entries. */
export async function deleteEntries(name: string, hashes?: readonly string[]): Promise<void> {
  const database = await openExisting(name);
  if (database === undefined) return;
  try {
    if (!database.objectStoreNames.contains(ENTRIES)) return;
    const transaction = database.transaction([ENTRIES, TOTALS], 'readwrite');
    const [entries, totals] = [transaction.objectStore(ENTRIES), transaction.objectStore(TOTALS)];
    if (hashes === undefined) {
      await Promise.all([resultOf(entries.clear()), resultOf(totals.clear())]);
      return;
    }
    const freed = await deleteHashes(entries, hashes);
    const total: unknown = await resultOf(totals.get('bytes'));
    if (typeof total === 'number' && freed > 0) await resultOf(totals.put(Math.max(0, total - freed), 'bytes'));
  } finally {
    database.close(); // after its transactions
  }
}

/** Returns the bytes of the deleted entries, as the budget counts them. */
async function deleteHashes(entries: IDBObjectStore, hashes: readonly string[]): Promise<number> {
  let freed = 0;
  for (const namespace of await namespacesOf(entries)) {
    const keys = hashes.map((hash): IDBValidKey => [namespace, hash]);
    const found = await Promise.all(keys.map((key) => resultOf<unknown>(entries.get(key))));
    for (const [at, entry] of found.entries()) {
      if (entry === undefined) continue;
      const { bytes } = entry as { readonly bytes?: unknown };
      if (typeof bytes === 'number') freed += bytes;
      entries.delete(keys[at]!);
    }
  }
  return freed;
}

/** Skips from the first entry of a namespace to that of the next. */
async function namespacesOf(entries: IDBObjectStore): Promise<string[]> {
  const names: string[] = [];
  const request = entries.openKeyCursor();
  for (let cursor = await resultOf(request); cursor; cursor = await resultOf(request)) {
    const [name] = cursor.primaryKey as [string, string];
    names.push(name);
    cursor.continue([name, []]); // an array is greater than every string
  }
  return names;
}

/** Resolves to undefined when there is no such database; none is created. */
async function openExisting(name: string): Promise<IDBDatabase | undefined> {
  const request = indexedDB.open(name);
  request.onupgradeneeded = () => request.transaction?.abort();
  try {
    return await resultOf(request);
  } catch (error) {
    if (error instanceof DOMException && error.name === 'AbortError') return undefined;
    throw error;
  }
}

/** Resolves to the next result of a request; one of a cursor has several, one after another. */
export function resultOf<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = (event) => {
      event.preventDefault();
      reject(request.error ?? new Error('IndexedDB failed'));
    };
  });
}
