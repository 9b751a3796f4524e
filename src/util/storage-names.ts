/** @file What is kept on the device, and under which names: page and worker have to agree. */

/** Cache Storage: downloaded files, and for each model which of them are its own. */
export const CACHE_NAME = 'rankside-models-1';

/** IndexedDB: passage vectors, and scores of pairs. */
export const VECTOR_DATABASE = 'rankside-vectors';
export const SCORE_DATABASE = 'rankside-scores';

/** A cache wants http(s) keys, also in an extension page; this host exists nowhere. */
export function cacheUrl(key: string): string {
  return `https://rankside.invalid/${key}`;
}

const MODELS = 'model/';

/** Under which a model's list of files is kept; `name` as the caller named it. */
export function modelKey(name: string): string {
  return MODELS + encodeURIComponent(name);
}

/** The name in the address of a list; undefined for any other address. */
export function modelOf(url: string): string | undefined {
  const start = cacheUrl(MODELS);
  return url.startsWith(start) ? decodeURIComponent(url.slice(start.length)) : undefined;
}

/** A Web Lock that is held, shared, by whoever has the model loaded. */
export function modelLock(name: string): string {
  return `rankside-${modelKey(name)}`;
}

/** A model's files by what they are kept under, in bytes, and when it was last loaded: milliseconds since 1970. */
export type StoredFiles = { readonly files: Readonly<Record<string, number>>; readonly used: number };
