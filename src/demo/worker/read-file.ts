/** @file Reads one file: finds its kind, parses it and cuts it into passages. */
import type { DocumentContent, DocumentRecord, Incoming } from '../shared/library-data';
import { chunkDocument } from './chunk';
import { kindOf } from './parse/kind-of';
import { PARSERS } from './parse/registry';
import { UnreadableFileError, type ParseContext } from './parse/parser';

export type ReadDocument = {
  readonly record: DocumentRecord;
  readonly content: DocumentContent;
  /** The bytes of a PDF, whose pages are shown as printed. */
  readonly original?: ArrayBuffer;
};

/** A file may have at most this many bytes. */
export const MAX_FILE_BYTES = 200e6;

/**
 * @returns `archive` for a zip archive, `unchanged` when the revision of the bytes is `knownRevision`
 * @throws UnreadableFileError with a message for the person who added the file
 */
export async function readFile(
  { path, file }: Incoming,
  knownRevision: string | undefined,
  context: ParseContext,
): Promise<ReadDocument | 'archive' | 'unchanged'> {
  const kind = await kindOf(path, file);
  if (kind === undefined) return 'archive';
  if (file.size > MAX_FILE_BYTES) throw new UnreadableFileError(`It is larger than ${MAX_FILE_BYTES / 1e6} MB`);
  const revision = await sha256(file);
  if (revision === knownRevision) return 'unchanged';
  const parse = await PARSERS[kind]();
  const { blocks, pages } = await parse(file, context);
  const content = chunkDocument(path, blocks);
  if (content.chunks.length === 0) throw new UnreadableFileError('It contains no text');
  const name = path.slice(path.lastIndexOf('/') + 1);
  const facts = {
    id: path,
    name,
    kind,
    bytes: file.size,
    revision,
    addedAt: Date.now(),
    chunks: content.chunks.length,
  };
  return {
    record: { ...facts, ...(pages === undefined ? {} : { pages }) },
    content,
    ...(kind === 'pdf' ? { original: await file.arrayBuffer() } : {}),
  };
}

async function sha256(file: Blob): Promise<string> {
  const hash = new Uint8Array(await crypto.subtle.digest('SHA-256', await file.arrayBuffer()));
  return Array.from(hash, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
