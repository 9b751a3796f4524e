/** @file Downloads a file: with progress, and on from where it broke off. */
import { RerankError } from '../../core/errors';
import type { FileRef } from '../card';
import type { ModelStore } from './model-store';

export type FileSource = {
  readonly store: ModelStore;
  readonly fetch: (url: string, init?: RequestInit) => Promise<Response>;
  /** Bytes so far of one file. */
  readonly onBytes: (file: FileRef, loadedBytes: number, fromCache: boolean) => void;
  readonly warn: (message: string) => void;
  /** Size of the parts that large files are kept in while they arrive. Default 16 MiB. */
  readonly partBytes?: number;
};

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
const MAX_CONNECTIONS = 4;

/**
 * The body at `url`, gone on with where it broke off, also by an earlier visit: of large files each part that is complete is kept.
 *
 * @throws RerankError `model-unavailable` when it cannot be fetched, `model-invalid` when more comes than the file has
 */
export async function download(file: FileRef, url: string, source: FileSource): Promise<Uint8Array> {
  if (file.bytes === 0) return downloadWithoutSize(file, await request(url, source), source);
  const part = await readKeptParts(file, source);
  for (let connection = 1; ; connection++) {
    if (part.loaded === file.bytes) return part.bytes;
    const response = await request(url, source, part.loaded);
    if (!response.body) return new Uint8Array(await response.arrayBuffer());
    if (response.status !== 206) part.loaded = 0; // a server that knows no ranges starts anew
    const brokenOff = await readInto(part, response.body.getReader(), { file, url, source });
    if (!brokenOff) return part.bytes.subarray(0, part.loaded);
    if (connection < MAX_CONNECTIONS && part.loaded > 0) continue;
    throw new RerankError(
      'model-unavailable',
      `The download of ${url} broke off: ${String(brokenOff.cause)}`,
      brokenOff,
    );
  }
}

/** A file whose size nobody told. */
async function downloadWithoutSize(file: FileRef, response: Response, { onBytes }: FileSource): Promise<Uint8Array> {
  const bytes = new Uint8Array(await response.arrayBuffer());
  onBytes({ ...file, bytes: bytes.length }, bytes.length, false);
  return bytes;
}

/** What of a file has come so far, and how many of its parts are kept. */
type Part = { readonly bytes: Uint8Array; loaded: number; kept: number };

/** Bytes that an interruption may cost. */
const PART_BYTES = 16 * 2 ** 20;

/** Worth it for large files; and only where the whole can be told from a mixture of two. */
function isKeptInParts({ bytes, sha256 }: FileRef, { partBytes = PART_BYTES }: FileSource): boolean {
  return sha256 !== '' && bytes > 2 * partBytes;
}

function partKey({ sha256 }: FileRef, number: number): string {
  return `${sha256}/part/${number}`;
}

/** What earlier visits have left. */
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

/** Once the file is whole, or turned out to be another. */
export async function deleteParts(file: FileRef, source: FileSource): Promise<void> {
  if (!isKeptInParts(file, source)) return;
  const count = Math.floor(file.bytes / (source.partBytes ?? PART_BYTES));
  await Promise.all(Array.from({ length: count }, (_, number) => source.store.delete(partKey(file, number))));
}

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
      throw wrongFileError(file, url, part.loaded > 0 ? part.bytes.subarray(0, part.loaded) : next.value);
    }
    part.bytes.set(next.value, part.loaded);
    part.loaded += next.value.length;
    source.onBytes(file, part.loaded, false);
    await keepParts(part, file, source);
  }
}

/** What came instead, in words. */
export function wrongFileError(file: FileRef, url: string, got: Uint8Array): RerankError {
  const start = new TextDecoder().decode(got.subarray(0, 200)).trimStart().toLowerCase();
  const what = start.startsWith('<!doctype') || start.startsWith('<html') ? 'an HTML page' : 'other bytes';
  return new RerankError('model-invalid', `Expected ${file.path} (${file.bytes} bytes) at ${url}, got ${what}`);
}
