/**
 * @file Fetches a model's files: from the store when their hash holds, else from the network with progress, checked against the card.
 */
import { isRerankError } from '../../core/errors';
import type { FileRef } from '../card';
import { download, deleteParts, wrongFileError } from './download';
import type { FileSource } from './download';

/**
 * The bytes of `file`, which lives at `url`.
 *
 * @throws RerankError `model-unavailable` when it cannot be fetched, `model-invalid` when it is not the file that the card names.
 */
export async function loadFile(file: FileRef, url: string, source: FileSource): Promise<Uint8Array> {
  if (file.sha256 === '') return loadUnhashed(file, url, source);
  const kept = await source.store.get(file.sha256);
  if (kept) {
    if (await isFile(kept, file)) {
      source.onBytes(file, file.bytes, true);
      return kept;
    }
    source.warn(`The stored copy of ${file.path} is damaged; it is fetched again`);
    await source.store.delete(file.sha256);
  }
  const bytes = await download(file, url, source);
  await deleteParts(file, source);
  if (!(await isFile(bytes, file))) throw wrongFileError(file, url, bytes);
  await source.store.put(file.sha256, bytes);
  return bytes;
}

/** Of a file whose hash nobody told (small ones of a hub, all of a folder's) what is stored may be old: it serves where there is no network. */
async function loadUnhashed(file: FileRef, url: string, source: FileSource): Promise<Uint8Array> {
  try {
    const bytes = await download(file, url, source);
    if (!(await isFile(bytes, file))) throw wrongFileError(file, url, bytes);
    await source.store.put(url, bytes);
    return bytes;
  } catch (error) {
    const kept = isRerankError(error, 'model-unavailable') ? await source.store.get(url) : undefined;
    if (!kept) throw error;
    source.onBytes(file, kept.length, true);
    return kept;
  }
}

/** Size, and hash where the context offers one (secure contexts do). */
async function isFile(bytes: Uint8Array, { bytes: expected, sha256 }: FileRef): Promise<boolean> {
  if (bytes.length !== expected && expected > 0) return false;
  if (sha256 === '') return true;
  const subtle = (globalThis.crypto as Crypto | undefined)?.subtle;
  if (!subtle) return true;
  const digest = new Uint8Array(await subtle.digest('SHA-256', bytes as BufferSource));
  return sha256 === Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
