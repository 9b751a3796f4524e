/** @file Downloads a file with progress, and resumes a download that was interrupted. */
import { RerankError } from '../../core/errors';
import type { FileRef } from '../card';
import type { ModelStore } from './model-store';

export type FileSource = {
  readonly store: ModelStore;
  readonly fetch: (url: string, init?: RequestInit) => Promise<Response>;
  /** Called with the number of bytes of a file that have arrived so far. */
  readonly onBytes: (file: FileRef, loadedBytes: number, fromCache: boolean) => void;
  readonly warn: (message: string) => void;
  /** Size of the parts in which a large file is stored while it is downloaded. Default 16 MiB. */
  readonly partBytes?: number;
};

/**
 * A successful response.
 *
 * @param from offset in bytes from which to resume
 * @throws RerankError `model-unavailable`
 */
export async function request(url: string, source: Pick<FileSource, 'fetch'>, from = 0): Promise<Response> {
  let response: Response;
  try {
    response = await source.fetch(url, from > 0 ? { headers: { Range: `bytes=${from}-` } } : undefined);
  } catch (cause) {
    throw new RerankError('model-unavailable', `Cannot fetch ${url}: ${String(cause)}. ${policyHint(url)}`, { cause });
  }
  if (response.ok) return response;
  const advice = response.status === 404 ? '. Which files a page serves: docs/bundlers.md' : '';
  throw new RerankError('model-unavailable', `Cannot fetch ${url}: the server answered ${response.status}${advice}`);
}

/** Browsers do not tell a refused request from a lost network. */
function policyHint(url: string): string {
  const { location } = globalThis as { readonly location?: { readonly origin: string } };
  const source = location && url.startsWith(`${location.origin}/`) ? "'self'" : new URL(url).origin;
  return `Check the network, and the content security policy, which needs "connect-src ${source}" (docs/troubleshooting.md)`;
}

/** Number of connections for one download. Each resumes where the one before was interrupted. */
const MAX_CONNECTIONS = 4;

/**
 * Downloads `file` from `url`. Complete parts of large files are stored, so an interrupted download is resumed, also by
 * a later visit.
 *
 * @throws RerankError `model-unavailable` if it cannot be fetched, `model-invalid` if the response has more bytes than
 * the file
 */
export async function download(file: FileRef, url: string, source: FileSource): Promise<Uint8Array> {
  if (file.bytes === 0) return downloadWithoutSize(file, await request(url, source), source);
  const part = await readKeptParts(file, source);
  for (let connection = 1; ; connection++) {
    if (part.loaded === file.bytes) return part.bytes;
    const response = await request(url, source, part.loaded);
    if (!response.body) return new Uint8Array(await response.arrayBuffer());
    if (response.status !== 206) part.loaded = 0; // a server without support for ranges sends the whole file
    const interruption = await readInto(part, response.body.getReader(), { file, url, source });
    if (!interruption) return part.bytes.subarray(0, part.loaded);
    if (connection < MAX_CONNECTIONS && part.loaded > 0) continue;
    throw new RerankError(
      'model-unavailable',
      `The download of ${url} was interrupted: ${String(interruption.cause)}`,
      interruption,
    );
  }
}

/** Downloads a file whose size is not known. */
async function downloadWithoutSize(file: FileRef, response: Response, { onBytes }: FileSource): Promise<Uint8Array> {
  const bytes = new Uint8Array(await response.arrayBuffer());
  onBytes({ ...file, bytes: bytes.length }, bytes.length, false);
  return bytes;
}

/** The bytes of a file that have arrived so far, and the number of its parts that are stored. */
type Part = { readonly bytes: Uint8Array; loaded: number; kept: number };

/** An interruption loses at most this number of bytes. */
const PART_BYTES = 16 * 2 ** 20;

/**
 * Only large files are stored in parts, and only if their hash is known: parts of two versions must not be mixed
 * unnoticed.
 */
function isKeptInParts({ bytes, sha256 }: FileRef, { partBytes = PART_BYTES }: FileSource): boolean {
  return sha256 !== '' && bytes > 2 * partBytes;
}

function partKey({ sha256 }: FileRef, number: number): string {
  return `${sha256}/part/${number}`;
}

/** Reads the parts that earlier visits stored. */
async function readKeptParts(file: FileRef, source: FileSource): Promise<Part> {
  const part: Part = { bytes: new Uint8Array(file.bytes), loaded: 0, kept: 0 };
  if (!isKeptInParts(file, source)) return part;
  for (;;) {
    const found = await source.store.get(partKey(file, part.kept));
    if (found?.length !== (source.partBytes ?? PART_BYTES)) return part;
    part.bytes.set(found, part.loaded);
    part.loaded += found.length;
    part.kept++;
  }
}

async function keepParts(part: Part, file: FileRef, source: FileSource): Promise<void> {
  const { partBytes = PART_BYTES, store } = source;
  while (isKeptInParts(file, source) && part.loaded >= (part.kept + 1) * partBytes) {
    const from = part.kept * partBytes;
    await store.put(partKey(file, part.kept++), part.bytes.slice(from, from + partBytes));
  }
}

/** Deletes the stored parts of a file that is complete, or that turned out to be a different file. */
export async function deleteParts(file: FileRef, source: FileSource): Promise<void> {
  if (!isKeptInParts(file, source)) return;
  const count = Math.floor(file.bytes / (source.partBytes ?? PART_BYTES));
  await Promise.all(Array.from({ length: count }, (_, number) => source.store.delete(partKey(file, number))));
}

/**
 * Reads a body to its end, or until it is interrupted; then the result has the cause.
 *
 * @throws RerankError `model-invalid` if the body has more bytes than the file
 */
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
      throw wrongFileError(file, url, part.loaded > 0 ? part.bytes.subarray(0, part.loaded) : next.value);
    }
    part.bytes.set(next.value, part.loaded);
    part.loaded += next.value.length;
    source.onBytes(file, part.loaded, false);
    await keepParts(part, file, source);
  }
}

/** The error for a response that is not the expected file. */
export function wrongFileError(file: FileRef, url: string, got: Uint8Array): RerankError {
  const start = new TextDecoder().decode(got.subarray(0, 200)).trimStart().toLowerCase();
  const what = start.startsWith('<!doctype') || start.startsWith('<html') ? 'an HTML page' : 'other bytes';
  return new RerankError('model-invalid', `Expected ${file.path} (${file.bytes} bytes) at ${url}, got ${what}`);
}
