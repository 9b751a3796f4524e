/** @file Downloads a file with progress, and resumes a download that was interrupted. */
import { isRerankError, RerankError } from '../../core/errors';
import type { FileRef } from '../card';
import { MAX_FILE_BYTES, readBody, readNext } from './limited-fetch';
import type { Fetch } from './limited-fetch';
import type { ModelStore } from './model-store';

export type FileSource = {
  readonly store: ModelStore;
  readonly fetch: Fetch;
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
  const { status } = response;
  void response.body?.cancel();
  const advice = status === 404 ? '. Which files a page serves: docs/bundlers.md' : '';
  throw new RerankError('model-unavailable', `Cannot fetch ${url}: the server answered ${status}${advice}`, {
    details: { status },
  });
}

/** Browsers do not tell a refused request from a lost network. */
function policyHint(url: string): string {
  const { location } = globalThis as { readonly location?: { readonly origin: string } };
  const source = location && url.startsWith(`${location.origin}/`) ? "'self'" : new URL(url).origin;
  return `Check the network, and the content security policy, which needs "connect-src ${source}" (docs/troubleshooting.md)`;
}

/** Number of connections for one download. Each resumes where the one before was interrupted. */
const MAX_CONNECTIONS = 4;

/** How a download starts: `resume` uses parts that earlier visits stored; `anew` requests whole files only. */
export type DownloadStart = 'resume' | 'anew';

/**
 * Downloads `file` from `url`. Complete parts of large files are stored, so an interrupted download is resumed, also by
 * a later visit. A server that does not answer a range with the bytes that were asked for is asked for the whole file.
 *
 * @throws RerankError `model-unavailable` if it cannot be fetched, `model-invalid` if the response has more bytes than
 * the file
 */
export async function download(
  file: FileRef,
  url: string,
  source: FileSource,
  start: DownloadStart = 'resume',
): Promise<Uint8Array> {
  if (file.bytes > MAX_FILE_BYTES) {
    const message = `Expected ${file.path} to have at most ${MAX_FILE_BYTES} bytes, got ${file.bytes} in its card`;
    throw new RerankError('model-invalid', message);
  }
  if (file.bytes === 0) return downloadWithoutSize(file, await request(url, source), source);
  let part = start === 'resume' ? await readKeptParts(file, source) : emptyPart();
  let mayResume = start === 'resume';
  for (let connection = 1; ; connection++) {
    if (part.loaded === file.bytes) return part.bytes;
    if (!mayResume) part = emptyPart();
    const response = await requestFrom(part.loaded, url, source);
    if (!response) {
      mayResume = false;
      continue;
    }
    if (!response.body) return new Uint8Array(await response.arrayBuffer());
    if (response.status !== 206) part.loaded = 0; // a server without support for ranges sends the whole file
    expectLength(file, url, response, part.loaded);
    if (part.bytes.length === 0) part.bytes = new Uint8Array(file.bytes);
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

/** Requests the rest of a file. Undefined if the server cannot give it, so that the download has to start over. */
async function requestFrom(from: number, url: string, source: FileSource): Promise<Response | undefined> {
  if (from === 0) return request(url, source);
  let response: Response;
  try {
    response = await request(url, source, from);
  } catch (error) {
    if (isRerankError(error, 'model-unavailable') && error.details['status'] === 416) return undefined;
    throw error;
  }
  // The header is not readable from another origin unless the server exposes it; then the hash shows other bytes.
  const first = /^bytes (\d+)-/.exec(response.headers.get('content-range') ?? '')?.[1];
  if (response.status !== 206 || first === undefined || Number(first) === from) return response;
  await response.body?.cancel();
  return undefined;
}

/** @throws RerankError `model-invalid` if the response announces another number of bytes, before any is read */
function expectLength(file: FileRef, url: string, response: Response, from: number): void {
  const announced = Number(response.headers.get('content-length') ?? NaN);
  if (response.headers.has('content-encoding') || Number.isNaN(announced) || announced <= file.bytes - from) return;
  void response.body?.cancel();
  const what = response.headers.get('content-type')?.startsWith('text/html') ? 'an HTML page' : `${announced} bytes`;
  throw new RerankError('model-invalid', `Expected ${file.path} (${file.bytes} bytes) at ${url}, got ${what}`);
}

/** Downloads a file whose size is not known. */
async function downloadWithoutSize(file: FileRef, response: Response, { onBytes }: FileSource): Promise<Uint8Array> {
  const bytes = await readBody(response, file.path, MAX_FILE_BYTES);
  onBytes({ ...file, bytes: bytes.length }, bytes.length, false);
  return bytes;
}

/** The bytes of a file that have arrived so far, and the number of its parts that are stored. */
type Part = { bytes: Uint8Array; loaded: number; kept: number };

/** Memory is taken once a server answers, or stored parts are found. */
function emptyPart(): Part {
  return { bytes: new Uint8Array(), loaded: 0, kept: 0 };
}

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
  const part = emptyPart();
  if (!isKeptInParts(file, source)) return part;
  for (;;) {
    const found = await source.store.get(partKey(file, part.kept));
    if (found?.length !== (source.partBytes ?? PART_BYTES)) return part;
    if (part.kept === 0) part.bytes = new Uint8Array(file.bytes);
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
    const next = await readNext(reader).catch((cause: unknown) => ({ cause }));
    if ('cause' in next) {
      void reader.cancel().catch(() => undefined);
      return next;
    }
    if (next.done) return undefined;
    if (part.loaded + next.value.length > file.bytes) {
      await reader.cancel();
      throw wrongFileError(file, url, part.loaded > 0 ? part.bytes.subarray(0, part.loaded) : next.value, 'more bytes');
    }
    part.bytes.set(next.value, part.loaded);
    part.loaded += next.value.length;
    source.onBytes(file, part.loaded, false);
    await keepParts(part, file, source);
  }
}

/**
 * The error for a response that is not the expected file. `got` may be its start alone; then `what` says what is wrong
 * with the rest.
 */
export function wrongFileError(file: FileRef, url: string, got: Uint8Array, what?: string): RerankError {
  const start = new TextDecoder().decode(got.subarray(0, 200)).trimStart().toLowerCase();
  const isPage = start.startsWith('<!doctype') || start.startsWith('<html');
  const isOfSize = got.length === file.bytes || file.bytes === 0;
  const found = isPage ? 'an HTML page' : (what ?? (isOfSize ? 'other bytes' : `${got.length} bytes`));
  return new RerankError('model-invalid', `Expected ${file.path} (${file.bytes} bytes) at ${url}, got ${found}`);
}
