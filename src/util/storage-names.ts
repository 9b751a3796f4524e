/** @file The names under which data is stored on the device. Page and worker must use the same ones. */

/** Cache Storage with the downloaded files, and for each model the list of its files. */
export const CACHE_NAME = 'rankside-models-1';

/** IndexedDB databases with passage vectors, and with scores of pairs. */
export const VECTOR_DATABASE = 'rankside-vectors';
export const SCORE_DATABASE = 'rankside-scores';
/** The IndexedDB database with the documents of collections. */
export const COLLECTION_DATABASE = 'rankside-collections';

/** Cache Storage requires http(s) URLs as keys, also in the page of an extension. The host does not exist. */
export function cacheUrl(key: string): string {
  return `https://rankside.invalid/${key}`;
}

const MODELS = 'model/';

/** The key of the list of a model's files. `name` is the name that the caller uses. */
export function modelKey(name: string): string {
  return MODELS + encodeURIComponent(name);
}

/** The model's name in the URL of a list; undefined for any other URL, also for one that is malformed. */
export function modelOf(url: string): string | undefined {
  const start = cacheUrl(MODELS);
  if (!url.startsWith(start)) return undefined;
  try {
    return decodeURIComponent(url.slice(start.length));
  } catch {
    return undefined;
  }
}

/** The name of the Web Lock that every worker which has the model loaded holds in shared mode. */
export function modelLock(name: string): string {
  return `rankside-${modelKey(name)}`;
}

/** The sizes of a model's files in bytes by their keys, and when it was last loaded, in milliseconds since 1970. */
export type StoredFiles = { readonly files: Readonly<Record<string, number>>; readonly used: number };

/** Parses a stored list; undefined if it is damaged. */
export function readList(text: string): StoredFiles | undefined {
  try {
    const { files, used } = JSON.parse(text) as Partial<StoredFiles>;
    const numbers: unknown[] = [used, ...Object.values(files ?? {})];
    return files && numbers.every(Number.isFinite) ? { files, used: used! } : undefined;
  } catch {
    return undefined;
  }
}
