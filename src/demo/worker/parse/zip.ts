/**
 * @file Archives: the files inside, one after the other, each under a ceiling of bytes that holds while it is unpacked and not only by
 * what the archive says of itself.
 */
import { type Entry, BlobReader, ZipReader } from '@zip.js/zip.js';
import type { Incoming } from '../../shared/library-data';
import { UnreadableFileError } from './parser';
import { isHidden } from './kind-of';

export type ZipLimits = {
  /** Files at most. Default 5,000. */
  readonly entries?: number;
  /** Unpacked bytes of one file at most. Default 100 MB. */
  readonly entryBytes?: number;
  /** Unpacked bytes of the whole archive at most. Default 500 MB. */
  readonly totalBytes?: number;
};

/** A file of the archive, or why it is not to be had. */
export type ZipItem = Incoming | { readonly path: string; readonly problem: string };

/** Throws `UnreadableFileError` when the archive as a whole is damaged or over a limit. */
export async function* unzip(path: string, archive: Blob, limits: ZipLimits = {}): AsyncGenerator<ZipItem, void, void> {
  const { entries: most = 5000, entryBytes = 100e6, totalBytes = 500e6 } = limits;
  const reader = new ZipReader(new BlobReader(archive), { useWebWorkers: false });
  try {
    const entries = await listEntries(reader);
    const files = entries.filter((entry) => !entry.directory && !isHidden(entry.filename));
    if (files.length > most)
      throw new UnreadableFileError(`Expected at most ${most} files in an archive, got ${files.length}`);
    let left = totalBytes;
    for (const entry of files) {
      const item = await unpack(`${path}/${entry.filename}`, entry, Math.min(entryBytes, left));
      if ('file' in item) left -= item.file.size;
      else if (left < entryBytes && item.problem.startsWith('Unpacks')) {
        throw new UnreadableFileError(`Unpacks to more than ${megabytes(totalBytes)}: it may be a zip bomb`);
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

async function unpack(path: string, entry: Entry, most: number): Promise<ZipItem> {
  if (entry.directory) return { path, problem: 'A folder' };
  if (entry.encrypted) return { path, problem: 'Protected with a password' };
  const bomb = `Unpacks to more than ${megabytes(most)}: it may be a zip bomb`;
  if (entry.uncompressedSize > most) return { path, problem: bomb };
  const sink = cappedSink(most);
  try {
    await entry.getData(sink.stream, { useWebWorkers: false });
  } catch {
    return { path, problem: sink.overflowed() ? bomb : 'Damaged inside the archive' };
  }
  return { path, file: sink.blob() };
}

/** Takes bytes up to a ceiling and breaks off beyond it. */
function cappedSink(most: number) {
  const pieces: Uint8Array<ArrayBuffer>[] = [];
  let size = 0;
  const stream = new WritableStream<Uint8Array<ArrayBuffer>>({
    write(piece) {
      size += piece.byteLength;
      if (size > most) throw new RangeError(`Expected at most ${most} bytes, got more`);
      pieces.push(piece.slice());
    },
  });
  return { stream, blob: () => new Blob(pieces), overflowed: () => size > most };
}

function megabytes(bytes: number): string {
  return bytes >= 1e6 ? `${Math.round(bytes / 1e6)} MB` : `${bytes} bytes`;
}
