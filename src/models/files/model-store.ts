/**
 * @file Stores downloaded files in Cache Storage under their sha256, and other values under other keys with a checksum.
 *
 * A failure of the storage never stops a load. If the storage is missing, full, blocked or does not answer, a warning
 * is reported and the files stay in memory only. A damaged value is deleted and not returned.
 */
import { checksumOf } from '../../util/checksum';
import { CACHE_NAME, cacheUrl } from '../../util/storage-names';
import { TimeLimitExceeded, withTimeLimit } from '../../util/time-limit';

export interface ModelStore {
  readonly kind: 'persistent' | 'memory';
  /** Only values under a sha256 may be damaged; their reader checks the hash. */
  get(key: string): Promise<Uint8Array | undefined>;
  /** False if the bytes could not be stored. */
  put(key: string, bytes: Uint8Array): Promise<boolean>;
  delete(key: string): Promise<void>;
}

export const memoryStore: ModelStore = {
  kind: 'memory',
  get: () => Promise.resolve(undefined),
  put: () => Promise.resolve(false),
  delete: () => Promise.resolve(),
};

/** Time limits in milliseconds, far above what a storage that works takes. */
export type StoreLimits = { readonly openMs: number; readonly useMs: number };
const LIMITS: StoreLimits = { openMs: 3000, useMs: 30_000 };

/**
 * Opens Cache Storage, or the memory store if it is not available. `warn` is called with the reason for every failure.
 */
export async function openModelStore(warn: (message: string) => void, limits = LIMITS): Promise<ModelStore> {
  if (typeof caches === 'undefined') {
    warn('Cache Storage is not available here (it needs a secure context); files are kept in memory only');
    return memoryStore;
  }
  try {
    const cache = await withTimeLimit(caches.open(CACHE_NAME), limits.openMs, 'Opening it');
    return cacheStore(cache, warn, limits.useMs);
  } catch (cause) {
    warn(`Cache Storage is blocked (${String(cause)}); files are kept in memory only`);
    return memoryStore;
  }
}

function cacheStore(cache: Cache, warn: (message: string) => void, limitMs: number): ModelStore {
  let stalled = false;
  const guarded = async <T>(action: string, work: () => Promise<T>, otherwise: T): Promise<T> => {
    if (stalled) return otherwise;
    try {
      return await withTimeLimit(work(), limitMs, 'It');
    } catch (cause) {
      if (cause instanceof TimeLimitExceeded) stalled = true;
      warn(`Cannot ${action} Cache Storage (${String(cause)}); the file is kept in memory only`);
      return otherwise;
    }
  };
  return {
    kind: 'persistent',
    get: (key) => guarded('read', () => readIntact(cache, key), undefined),
    put: (key, bytes) =>
      guarded('write', async () => cache.put(cacheUrl(key), await responseOf(key, bytes)).then(() => true), false),
    delete: (key) => guarded('clean', () => cache.delete(cacheUrl(key)).then(() => undefined), undefined),
  };
}

/** The header with the checksum of a value that is not under its own hash. */
const CHECKSUM = 'Rankside-Checksum';
const SHA256 = /^[\da-f]{64}$/;

async function responseOf(key: string, bytes: Uint8Array): Promise<Response> {
  const headers = SHA256.test(key) ? {} : { [CHECKSUM]: await checksumOf([key], bytes) };
  return new Response(bytes as BufferSource, { headers });
}

/** Values without a checksum were stored by an earlier version, and count as damaged. */
async function readIntact(cache: Cache, key: string): Promise<Uint8Array | undefined> {
  const response = await cache.match(cacheUrl(key));
  if (!response) return undefined;
  const bytes = new Uint8Array(await response.arrayBuffer());
  if (SHA256.test(key) || response.headers.get(CHECKSUM) === (await checksumOf([key], bytes))) return bytes;
  await cache.delete(cacheUrl(key));
  return undefined;
}
