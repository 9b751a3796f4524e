/**
 * @file Fetches a model's files: from the store when their hash holds, else from the network with progress, checked against the card.
 */
import { RerankError } from '../errors';
import type { FileRef } from '../models/card';
import type { ModelStore } from './model-store';

export type FileSource = {
  readonly store: ModelStore;
  readonly fetch: (url: string, init?: RequestInit) => Promise<Response>;
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
  const key = file.sha256 || url; // a hub tells no hash of its small files
  const kept = await source.store.get(key);
  if (kept) {
    if (await isFile(kept, file)) {
      source.onBytes(file, file.bytes, true);
      return kept;
    }
    source.warn(`The stored copy of ${file.path} is damaged; it is fetched again`);
    await source.store.delete(key);
  }
  const bytes = await download(file, url, source);
  if (!(await isFile(bytes, file))) throw notTheFile(file, url, bytes);
  await source.store.put(key, bytes);
  return bytes;
}

/** The body of a response, checked to be one. @param from in bytes: where to go on */
export async function request(url: string, source: Pick<FileSource, 'fetch'>, from = 0): Promise<Response> {
  let response: Response;
  try {
    response = await source.fetch(url, from > 0 ? { headers: { Range: `bytes=${from}-` } } : undefined);
  } catch (cause) {
    throw new RerankError('model-unavailable', `Cannot fetch ${url}: ${String(cause)}`, { cause });
  }
  if (response.ok) return response;
  throw new RerankError('model-unavailable', `Cannot fetch ${url}: the server answered ${response.status}`);
}

/** Connections of one download; each goes on where the one before broke off. */
const MOST_CONNECTIONS = 4;

async function download(file: FileRef, url: string, source: FileSource): Promise<Uint8Array> {
  if (file.bytes === 0) return whole(file, await request(url, source), source);
  const part: Part = { bytes: new Uint8Array(file.bytes), loaded: 0 };
  for (let connection = 1; ; connection++) {
    const response = await request(url, source, part.loaded);
    if (!response.body) return new Uint8Array(await response.arrayBuffer());
    if (response.status !== 206) part.loaded = 0; // a server that knows no ranges starts anew
    const brokenOff = await readInto(part, response.body.getReader(), { file, url, source });
    if (!brokenOff) return part.bytes.subarray(0, part.loaded);
    if (connection < MOST_CONNECTIONS && part.loaded > 0) continue;
    throw new RerankError(
      'model-unavailable',
      `The download of ${url} broke off: ${String(brokenOff.cause)}`,
      brokenOff,
    );
  }
}

/** A file whose size nobody told. */
async function whole(file: FileRef, response: Response, { onBytes }: FileSource): Promise<Uint8Array> {
  const bytes = new Uint8Array(await response.arrayBuffer());
  onBytes({ ...file, bytes: bytes.length }, bytes.length, false);
  return bytes;
}

/** What of a file has come so far. */
type Part = { readonly bytes: Uint8Array; loaded: number };

/** Reads a body to its end, or to where it breaks off; then says why. @throws RerankError when more comes than the file has */
async function readInto(
  part: Part,
  reader: ReadableStreamDefaultReader<Uint8Array>,
  { file, url, source }: { readonly file: FileRef; readonly url: string; readonly source: FileSource },
): Promise<{ readonly cause: unknown } | undefined> {
  for (;;) {
    const next = await reader.read().catch((cause: unknown) => ({ cause }));
    if ('cause' in next) return next;
    if (next.done) return undefined;
    if (part.loaded + next.value.length > file.bytes) {
      await reader.cancel();
      throw notTheFile(file, url, part.loaded > 0 ? part.bytes.subarray(0, part.loaded) : next.value);
    }
    part.bytes.set(next.value, part.loaded);
    part.loaded += next.value.length;
    source.onBytes(file, part.loaded, false);
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

function notTheFile(file: FileRef, url: string, got: Uint8Array): RerankError {
  const start = new TextDecoder().decode(got.subarray(0, 200)).trimStart().toLowerCase();
  const what = start.startsWith('<!doctype') || start.startsWith('<html') ? 'an HTML page' : 'other bytes';
  return new RerankError('model-invalid', `Expected ${file.path} (${file.bytes} bytes) at ${url}, got ${what}`);
}
