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

/** Time limits, above what a slow storage takes. */
export type StoreLimits = {
  /** Milliseconds until it is open. */
  readonly openMs: number;
  /** Milliseconds until it says whether it has a value, or has deleted it, from the end of the writes before it. */
  readonly answerMs: number;
  /** Milliseconds until the bytes of a value have been read. */
  readonly readMs: number;
  /** Milliseconds to write one MiB, beside `answerMs`. */
  readonly writeMsPerMebibyte: number;
};
const LIMITS: StoreLimits = { openMs: 3000, answerMs: 10_000, readMs: 30_000, writeMsPerMebibyte: 500 };
/** The longest time for a write, whatever its size. */
const LONGEST_WRITE_MS = 60_000;

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
    return cacheStore(cache, warn, limits);
  } catch (cause) {
    warn(`Cache Storage is blocked (${String(cause)}); files are kept in memory only`);
    return memoryStore;
  }
}

/** After one answer that took too long, all calls that wait and all later ones return at once without the storage. */
function cacheStore(cache: Cache, warn: (message: string) => void, limits: StoreLimits): ModelStore {
  let stalled = false;
  let endAll!: () => void;
  const stall = new Promise<void>((resolve) => (endAll = resolve));
  const guarded = async <T>(action: string, work: () => Promise<T>, otherwise: T): Promise<T> => {
    if (stalled) return otherwise;
    try {
      return await Promise.race([work(), stall.then(() => otherwise)]);
    } catch (cause) {
      if (cause instanceof TimeLimitExceeded) {
        stalled = true;
        endAll();
      }
      warn(`Cannot ${action} Cache Storage (${String(cause)}); the file is kept in memory only`);
      return otherwise;
    }
  };
  /** Chromium answers only after the writes that were begun before, so their time does not count. */
  let lastWrite: Promise<unknown> = Promise.resolve();
  const afterWrites = <T>(work: () => Promise<T>): Promise<T> => lastWrite.then(work);
  const writeAfterOthers = (key: string, bytes: Uint8Array): Promise<true> => {
    const written = afterWrites(() => write(cache, key, bytes, limits));
    lastWrite = written.catch(() => undefined);
    return written;
  };
  return {
    kind: 'persistent',
    get: (key) => guarded('read', () => afterWrites(() => readIntact(cache, key, limits)), undefined),
    put: (key, bytes) => guarded('write', () => writeAfterOthers(key, bytes), false),
    delete: (key) => guarded('clean', () => afterWrites(() => clean(cache, key, limits)), undefined),
  };
}

/** The header with the checksum of a value that is not under its own hash. */
const CHECKSUM = 'Rankside-Checksum';
const SHA256 = /^[\da-f]{64}$/;

async function responseOf(key: string, bytes: Uint8Array): Promise<Response> {
  const headers = SHA256.test(key) ? {} : { [CHECKSUM]: await checksumOf([key], bytes) };
  return new Response(bytes as BufferSource, { headers });
}

async function write(cache: Cache, key: string, bytes: Uint8Array, limits: StoreLimits): Promise<true> {
  const ownMs = Math.ceil((bytes.length / 2 ** 20) * limits.writeMsPerMebibyte);
  const limitMs = Math.min(limits.answerMs + ownMs, LONGEST_WRITE_MS);
  await withTimeLimit(cache.put(cacheUrl(key), await responseOf(key, bytes)), limitMs, 'It');
  return true;
}

async function clean(cache: Cache, key: string, { answerMs }: StoreLimits): Promise<undefined> {
  await withTimeLimit(cache.delete(cacheUrl(key)), answerMs, 'It');
}

/** Values without a checksum were stored by an earlier version, and count as damaged. */
async function readIntact(cache: Cache, key: string, limits: StoreLimits): Promise<Uint8Array | undefined> {
  const response = await withTimeLimit(cache.match(cacheUrl(key)), limits.answerMs, 'It');
  if (!response) return undefined;
  const bytes = new Uint8Array(await withTimeLimit(response.arrayBuffer(), limits.readMs, 'It'));
  if (SHA256.test(key) || response.headers.get(CHECKSUM) === (await checksumOf([key], bytes))) return bytes;
  await clean(cache, key, limits);
  return undefined;
}
