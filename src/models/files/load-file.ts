/**
 * @file Loads a file of a model from the store if its hash is correct, and otherwise from the network, with progress.
 */
import { isRerankError } from '../../core/errors';
import type { FileRef } from '../card';
import { download, deleteParts, wrongFileError } from './download';
import type { FileSource } from './download';

/**
 * The bytes of `file`, whose address is `url`.
 *
 * @throws RerankError `model-unavailable` if it cannot be fetched, `model-invalid` if it is not the file that the card
 * names
 */
export async function loadFile(file: FileRef, url: string, source: FileSource): Promise<Uint8Array> {
  if (file.sha256 === '') return loadUnhashed(file, url, source);
  const kept = await source.store.get(file.sha256);
  if (kept) {
    if (await isFile(kept, file)) {
      source.onBytes(file, file.bytes, true);
      return kept;
    }
    source.warn(`The stored copy of ${file.path} is damaged; it is downloaded again`);
    await source.store.delete(file.sha256);
  }
  const bytes = (await resumeDownload(file, url, source)) ?? (await download(file, url, source, 'anew'));
  await deleteParts(file, source);
  if (!(await isFile(bytes, file))) throw wrongFileError(file, url, bytes);
  await source.store.put(file.sha256, bytes);
  return bytes;
}

/**
 * Downloads a file, resumed from stored parts if there are any. Undefined if parts were used and the result is not the
 * file: a part may be damaged or of another version, or the server may answer a range with other bytes.
 */
async function resumeDownload(file: FileRef, url: string, source: FileSource): Promise<Uint8Array | undefined> {
  const requests = { all: 0, ranges: 0 };
  const fetch: FileSource['fetch'] = (requested, init) => {
    requests.all++;
    if (new Headers(init?.headers).has('range')) requests.ranges++;
    return source.fetch(requested, init);
  };
  const usedParts = () => requests.ranges > 0 || requests.all === 0;
  try {
    const bytes = await download(file, url, { ...source, fetch });
    return !usedParts() || (await isFile(bytes, file)) ? bytes : undefined;
  } catch (error) {
    if (!usedParts() || !isRerankError(error, 'model-invalid')) throw error;
    await deleteParts(file, source);
    return undefined;
  }
}

/**
 * Loads a file whose hash is not known: a small file of a hub, or any file of a folder. The stored copy may be out of
 * date, so it is used only if the network is not available.
 */
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

/** Compares the size, and in secure contexts, which can compute it, the hash. */
export async function isFile(
  bytes: Uint8Array,
  { bytes: expected, sha256 }: Pick<FileRef, 'bytes' | 'sha256'>,
): Promise<boolean> {
  if (bytes.length !== expected && expected > 0) return false;
  if (sha256 === '') return true;
  const subtle = (globalThis.crypto as Crypto | undefined)?.subtle;
  if (!subtle) return true;
  const digest = new Uint8Array(await subtle.digest('SHA-256', bytes as BufferSource));
  return sha256 === Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
