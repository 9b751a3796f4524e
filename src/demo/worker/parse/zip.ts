/**
 * @file Unpacks zip archives, one file after the other. The limits on bytes are enforced while unpacking, since the
 * sizes that an archive declares may be wrong.
 */
import { type Entry, BlobReader, ZipReader } from '@zip.js/zip.js';
import type { Incoming } from '../../shared/library-data';
import { UnreadableFileError } from './parser';
import { isHidden } from './kind-of';

export type ZipLimits = {
  /** The largest number of files. Default 5,000. */
  readonly entries?: number;
  /** The largest unpacked size of one file, in bytes. Default 100 MB. */
  readonly entryBytes?: number;
  /** The largest unpacked size of the whole archive, in bytes. Default 500 MB. */
  readonly totalBytes?: number;
};

/** A file of the archive, or the reason why it cannot be read. */
export type ZipItem = Incoming | { readonly path: string; readonly problem: string };

/** Throws `UnreadableFileError` when the archive is damaged or exceeds a limit as a whole. */
export async function* unzip(path: string, archive: Blob, limits: ZipLimits = {}): AsyncGenerator<ZipItem, void, void> {
  const { entries: maxFiles = 5000, entryBytes = 100e6, totalBytes = 500e6 } = limits;
  const reader = new ZipReader(new BlobReader(archive), { useWebWorkers: false });
  try {
    const entries = await listEntries(reader);
    const files = entries.filter((entry) => !entry.directory && !isHidden(entry.filename));
    if (files.length > maxFiles)
      throw new UnreadableFileError(`It contains ${files.length} files; an archive may contain at most ${maxFiles}`);
    let left = totalBytes;
    for (const entry of files) {
      const limit = Math.min(entryBytes, left);
      const item = await unpack(`${path}/${entry.filename}`, entry, limit);
      if ('file' in item) left -= item.file.size;
      else if (left < entryBytes && item.problem === describeTooLarge(limit)) {
        throw new UnreadableFileError(describeTooLarge(totalBytes));
      }
      yield item;
    }
  } finally {
    await reader.close();
  }
}

async function listEntries(reader: ZipReader<Blob>): Promise<Entry[]> {
  try {
    return await reader.getEntries();
  } catch (cause) {
    throw new UnreadableFileError('The archive is damaged', { cause });
  }
}

async function unpack(path: string, entry: Entry, limit: number): Promise<ZipItem> {
  if (entry.directory) return { path, problem: 'It is a folder' };
  if (entry.encrypted) return { path, problem: 'It is protected with a password' };
  const tooLarge = describeTooLarge(limit);
  if (entry.uncompressedSize > limit) return { path, problem: tooLarge };
  const sink = limitedSink(limit);
  try {
    await entry.getData(sink.stream, { useWebWorkers: false });
  } catch {
    return { path, problem: sink.isOverLimit() ? tooLarge : 'It is damaged inside the archive' };
  }
  return { path, file: sink.blob() };
}

/** Collects bytes up to a limit; a write beyond it fails. */
function limitedSink(limit: number) {
  const chunks: Uint8Array<ArrayBuffer>[] = [];
  let size = 0;
  const stream = new WritableStream<Uint8Array<ArrayBuffer>>({
    write(chunk) {
      size += chunk.byteLength;
      if (size > limit) throw new RangeError(`Expected at most ${limit} bytes, got more`);
      chunks.push(chunk.slice());
    },
  });
  return { stream, blob: () => new Blob(chunks), isOverLimit: () => size > limit };
}

function describeTooLarge(bytes: number): string {
  return `It unpacks to more than ${megabytes(bytes)} and may be a zip bomb`;
}

function megabytes(bytes: number): string {
  return bytes >= 1e6 ? `${Math.round(bytes / 1e6)} MB` : `${bytes} bytes`;
}
