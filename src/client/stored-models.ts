/** @file Lists and deletes what the library stores on this device: model files, passage vectors and scores of pairs. */
import { RerankError } from '../core/errors';
import type { Passage } from '../core/types';
import { hashOf } from '../util/checksum';
import { forgetEverywhere } from '../util/forgotten-passages';
import { passageKey } from '../util/passage-key';
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
import { TimeLimitExceeded, withTimeLimit } from '../util/time-limit';
import { copyPassages } from './copy-passages';
import { deleteEntries, emptyDatabase, resultOf } from './stored-entries';
import { toPassageText } from './to-passage-text';

/** A model whose files are in Cache Storage. */
export type StoredModel = {
  /** The name that `createReranker` was given: an embedded model's name, `org/name`, or a folder's URL. */
  readonly name: string;
  /** The size of all its files, including those of its first-pass model. */
  readonly bytes: number;
  /** The number of its files. */
  readonly files: number;
  /** When it was last loaded. */
  readonly used: Date;
};

/** Lists the stored models, the most recently used first. The list is empty where there is no Cache Storage. */
export async function listStoredModels(): Promise<StoredModel[]> {
  const lists = await answered(readLists(await openCache()));
  const models = lists.map(({ name, files, used }) => {
    const sizes = Object.values(files);
    const bytes = sizes.reduce((sum, size) => sum + size, 0);
    return { name, bytes, files: sizes.length, used: new Date(used) };
  });
  return models.sort((a, b) => b.used.getTime() - a.used.getTime());
}

/**
 * Deletes a model's files, except those that another stored model also uses.
 *
 * @returns the number of bytes freed; 0 for a model that is not stored
 * @throws RerankError `model-in-use` while a page or worker of this origin has the model loaded
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

/** The time after which a lock counts as held; a worker that was just terminated releases its lock sooner. */
const LOCK_TIMEOUT_MS = 1000;
/** Far more than a storage that works takes. */
const STORAGE_LIMIT_MS = 10_000;
/** The time in which other pages close a database that is deleted; a frozen page closes none. */
const DELETE_LIMIT_MS = 2000;

export type DeleteVectorsOptions = {
  /**
   * The passages to forget, with the texts and titles that calls were given. Default: all passages, of all models.
   */
  readonly passages?: readonly Passage[];
};

/**
 * Deletes stored passage vectors of all models and depths: those of `passages`, or all. Scores of pairs are stored
 * under the query and the passage together, so all of them are deleted in either case.
 *
 * With `passages`, loaded rerankers of every page of this origin forget them too, in memory. Vectors of windows, which
 * `longPassages: 'windows'` cuts a passage into, are not found by the passage; delete all of them instead. Without
 * `passages`, rerankers that are loaded keep theirs in memory, and store nothing further.
 *
 * @throws TypeError for a passage without a text; RerankError `storage-unavailable` if the storage does not answer, for
 * example because another page blocks it
 */
export async function deleteStoredVectors({ passages }: DeleteVectorsOptions = {}): Promise<void> {
  if (passages !== undefined) {
    const texts = copyPassages(passages).map(toPassageText);
    forgetEverywhere(texts.map(passageKey));
    if (typeof indexedDB === 'undefined') return;
    const hashes = await Promise.all([...new Set(texts.map(passageKey))].map(hashOf));
    await answered(deleteEntries(VECTOR_DATABASE, hashes));
    return answered(deleteEntries(SCORE_DATABASE));
  }
  if (typeof indexedDB === 'undefined') return;
  await Promise.all([VECTOR_DATABASE, SCORE_DATABASE].map(emptyAndDelete));
}

/** Empties a database, which works while another page has it open, and deletes it once all pages have closed it. */
async function emptyAndDelete(name: string): Promise<void> {
  await answered(emptyDatabase(name));
  const deletion = resultOf(indexedDB.deleteDatabase(name));
  // A page that is frozen keeps the empty database open; the browser deletes it when that page ends.
  await withTimeLimit(deletion, DELETE_LIMIT_MS, 'Deleting it').catch((error: unknown) => {
    if (!(error instanceof TimeLimitExceeded)) throw error;
  });
}

/** @throws RerankError `storage-unavailable` if the storage fails or does not answer */
async function answered<T>(work: Promise<T>): Promise<T> {
  try {
    return await withTimeLimit(work, STORAGE_LIMIT_MS, 'It');
  } catch (cause) {
    throw new RerankError('storage-unavailable', `The storage of this origin cannot be used: ${String(cause)}`, {
      cause,
    });
  }
}

async function openCache(): Promise<Cache | undefined> {
  if (typeof caches === 'undefined') return undefined;
  return (await answered(caches.has(CACHE_NAME))) ? answered(caches.open(CACHE_NAME)) : undefined;
}

async function deleteFiles(name: string, cache: Cache): Promise<number> {
  const lists = await answered(readLists(cache));
  const own = lists.find((list) => list.name === name);
  if (!own) return 0;
  const others = new Set(lists.filter((list) => list !== own).flatMap(({ files }) => Object.keys(files)));
  const unshared = Object.entries(own.files).filter(([key]) => !others.has(key));
  await Promise.all(unshared.map(([key]) => cache.delete(cacheUrl(key))));
  await cache.delete(cacheUrl(modelKey(name)));
  return unshared.reduce((sum, [, bytes]) => sum + bytes, 0);
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
