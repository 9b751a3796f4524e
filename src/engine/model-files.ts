/**
 * @file Fetches a model's files: from the store when their hash holds, else from the network with progress, checked against the card.
 */
import { RerankError } from '../errors';
import type { FileRef } from '../models/card';
import type { ModelStore } from './model-store';

export type FileSource = {
  readonly store: ModelStore;
  readonly fetch: (url: string) => Promise<Response>;
  /** Bytes so far of one file. */
  readonly onBytes: (file: FileRef, loadedBytes: number, fromCache: boolean) => void;
  readonly warn: (message: string) => void;
};

/**
 * The bytes of `file`, which lives at `url`.
 *
 * @throws RerankError `model-unavailable` when it cannot be fetched, `model-invalid` when it is not the file that the card names.
 */
export async function loadFile(file: FileRef, url: string, source: FileSource): Promise<Uint8Array> {
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
  if (!(await isFile(bytes, file))) throw notTheFile(file, url, bytes);
  await source.store.put(file.sha256, bytes);
  return bytes;
}

/** The body of a response, checked to be one. */
export async function request(url: string, source: Pick<FileSource, 'fetch'>): Promise<Response> {
  let response: Response;
  try {
    response = await source.fetch(url);
  } catch (cause) {
    throw new RerankError('model-unavailable', `Cannot fetch ${url}: ${String(cause)}`, { cause });
  }
  if (response.ok) return response;
  throw new RerankError('model-unavailable', `Cannot fetch ${url}: the server answered ${response.status}`);
}

async function download(file: FileRef, url: string, source: FileSource): Promise<Uint8Array> {
  const response = await request(url, source);
  if (!response.body) return new Uint8Array(await response.arrayBuffer());
  const bytes = new Uint8Array(file.bytes);
  let loaded = 0;
  const reader = response.body.getReader();
  for (;;) {
    const { done, value } = await read(reader, url);
    if (done) return bytes.subarray(0, loaded);
    if (loaded + value.length > file.bytes) {
      await reader.cancel();
      throw notTheFile(file, url, loaded > 0 ? bytes.subarray(0, loaded) : value);
    }
    bytes.set(value, loaded);
    loaded += value.length;
    source.onBytes(file, loaded, false);
  }
}

async function read(reader: ReadableStreamDefaultReader<Uint8Array>, url: string) {
  try {
    return await reader.read();
  } catch (cause) {
    throw new RerankError('model-unavailable', `The download of ${url} broke off: ${String(cause)}`, { cause });
  }
}

/** Size, and hash where the context offers one (secure contexts do). */
async function isFile(bytes: Uint8Array, { bytes: expected, sha256 }: FileRef): Promise<boolean> {
  if (bytes.length !== expected) return false;
  const subtle = (globalThis.crypto as Crypto | undefined)?.subtle;
  if (!subtle) return true;
  const digest = new Uint8Array(await subtle.digest('SHA-256', bytes as BufferSource));
  return sha256 === Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

function notTheFile(file: FileRef, url: string, got: Uint8Array): RerankError {
  const start = new TextDecoder().decode(got.subarray(0, 200)).trimStart().toLowerCase();
  const what = start.startsWith('<!doctype') || start.startsWith('<html') ? 'an HTML page' : 'other bytes';
  return new RerankError('model-invalid', `Expected ${file.path} (${file.bytes} bytes) at ${url}, got ${what}`);
}
