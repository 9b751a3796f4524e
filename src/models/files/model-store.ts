/**
 * @file Stores downloaded files in Cache Storage under their sha256.
 *
 * A failure of the storage never stops a load. If the storage is missing, full or blocked, a warning is reported and the files stay in
 * memory only.
 */
import { CACHE_NAME, cacheUrl } from '../../util/storage-names';

export interface ModelStore {
  readonly kind: 'persistent' | 'memory';
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

/** Opens Cache Storage, or the memory store if it is not available. `warn` is called with the reason for every failure. */
export async function openModelStore(warn: (message: string) => void): Promise<ModelStore> {
  if (typeof caches === 'undefined') {
    warn('Cache Storage is not available here (it needs a secure context); files are kept in memory only');
    return memoryStore;
  }
  try {
    return cacheStore(await caches.open(CACHE_NAME), warn);
  } catch (cause) {
    warn(`Cache Storage is blocked (${String(cause)}); files are kept in memory only`);
    return memoryStore;
  }
}

function cacheStore(cache: Cache, warn: (message: string) => void): ModelStore {
  const guarded = async <T>(action: string, work: () => Promise<T>, otherwise: T): Promise<T> => {
    try {
      return await work();
    } catch (cause) {
      warn(`Cannot ${action} Cache Storage (${String(cause)}); the file is kept in memory only`);
      return otherwise;
    }
  };
  return {
    kind: 'persistent',
    get: (key) => guarded('read', async () => bytesOf(await cache.match(cacheUrl(key))), undefined),
    put: (key, bytes) =>
      guarded(
        'write',
        async () => cache.put(cacheUrl(key), new Response(bytes as BufferSource)).then(() => true),
        false,
      ),
    delete: (key) => guarded('clean', () => cache.delete(cacheUrl(key)).then(() => undefined), undefined),
  };
}

async function bytesOf(response: Response | undefined): Promise<Uint8Array | undefined> {
  return response ? new Uint8Array(await response.arrayBuffer()) : undefined;
}
