/** @file What the library keeps on this device, for a page to show and to delete: models by name, passage vectors. */
import { RerankError } from '../core/errors';
import {
  CACHE_NAME,
  cacheUrl,
  modelKey,
  modelLock,
  modelOf,
  readList,
  SCORE_DATABASE,
  VECTOR_DATABASE,
} from '../util/storage-names';
import type { StoredFiles } from '../util/storage-names';

export type StoredModel = {
  /** As `createReranker` was given it: an embedded model's name, `org/name`, or a folder's URL. */
  readonly name: string;
  /** Of all its files. A first-pass model's count as the model's that it serves. */
  readonly bytes: number;
  readonly files: number;
  /** When it was last loaded. */
  readonly used: Date;
};

/** The models that are stored, the one used last first. None where there is no Cache Storage. */
export async function listStoredModels(): Promise<StoredModel[]> {
  const lists = await readLists(await openCache());
  const models = lists.map(({ name, files, used }) => {
    const sizes = Object.values(files);
    const bytes = sizes.reduce((sum, size) => sum + size, 0);
    return { name, bytes, files: sizes.length, used: new Date(used) };
  });
  return models.sort((a, b) => b.used.getTime() - a.used.getTime());
}

/**
 * Deletes a model's files, but those that another stored model has too.
 *
 * @returns bytes that were freed; 0 for a model that is not stored
 * @throws RerankError `model-in-use` while a page or worker of this origin has it loaded
 */
export async function deleteStoredModel(name: string): Promise<number> {
  const cache = await openCache();
  if (!cache) return 0;
  const locks = navigator.locks as LockManager | undefined;
  if (!locks) return deleteFiles(name, cache);
  try {
    const signal = AbortSignal.timeout(LOCK_TIMEOUT_MS);
    return await locks.request(modelLock(name), { signal }, () => deleteFiles(name, cache));
  } catch (cause) {
    if (!(cause instanceof DOMException) || cause.name !== 'TimeoutError') throw cause;
    const message = `Cannot delete ${name}: a page has it loaded; dispose of its reranker first`;
    throw new RerankError('model-in-use', message, { cause });
  }
}

/** Within which the lock of a worker that was just let go is free. */
const LOCK_TIMEOUT_MS = 1000;

/**
 * Deletes what was computed of passages, by all models: their vectors, and scores of pairs. Rerankers that are loaded keep what they have in
 * memory, and store no more.
 */
export async function deleteStoredVectors(): Promise<void> {
  if (typeof indexedDB === 'undefined') return;
  await Promise.all([VECTOR_DATABASE, SCORE_DATABASE].map(deleteDatabase));
}

function deleteDatabase(name: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const request = indexedDB.deleteDatabase(name);
    request.onsuccess = () => resolve();
    request.onerror = () => reject(request.error ?? new Error(`The database ${name} cannot be deleted`));
  });
}

async function openCache(): Promise<Cache | undefined> {
  if (typeof caches === 'undefined') return undefined;
  return (await caches.has(CACHE_NAME)) ? caches.open(CACHE_NAME) : undefined;
}

async function deleteFiles(name: string, cache: Cache): Promise<number> {
  const lists = await readLists(cache);
  const own = lists.find((list) => list.name === name);
  if (!own) return 0;
  const others = new Set(lists.filter((list) => list !== own).flatMap(({ files }) => Object.keys(files)));
  const alone = Object.entries(own.files).filter(([key]) => !others.has(key));
  await Promise.all(alone.map(([key]) => cache.delete(cacheUrl(key))));
  await cache.delete(cacheUrl(modelKey(name)));
  return alone.reduce((sum, [, bytes]) => sum + bytes, 0);
}

async function readLists(cache: Cache | undefined): Promise<(StoredFiles & { readonly name: string })[]> {
  const addresses = (await cache?.keys())?.map(({ url }) => url) ?? [];
  const lists = addresses.map(async (url) => {
    const name = modelOf(url);
    if (name === undefined) return [];
    const list = readList((await (await cache!.match(url))?.text()) ?? '');
    return list ? [{ name, ...list }] : [];
  });
  return (await Promise.all(lists)).flat();
}
