/**
 * @file Stored values with a checksum of the value and its key. The namespace in a key says which model, depth and
 * engine build computed the value, and in which format, so one checksum covers them all.
 */
import { checksumOf } from '../../util/checksum';

/** The key of an entry: what computed it, and the SHA-256 of its text. */
export type EntryKey = [namespace: string, hash: string];

/** The version of the stored values. Each version has keys of its own, so versions can share an origin. */
export const STORED_FORMAT = 2;

/** A value as it is stored; `bytes` counts against the budget, `used` is the time of writing. */
export type Stored<T> = T & { readonly bytes: number; readonly used: number; readonly checksum: string };

export async function toStored<T>(key: EntryKey, value: T, bytes: number, used: number): Promise<Stored<T>> {
  const content = { ...value, bytes, used };
  return { ...content, checksum: await checksumOf(key, content) };
}

/** Whether a stored value is what was once written under this key. Any other value is damaged. */
export async function isIntact(key: EntryKey, stored: unknown): Promise<boolean> {
  if (typeof stored !== 'object' || stored === null) return false;
  const { checksum, ...content } = stored as Partial<Stored<object>>;
  try {
    return typeof checksum === 'string' && checksum === (await checksumOf(key, content));
  } catch {
    return false; // for example a value that refers to itself
  }
}
