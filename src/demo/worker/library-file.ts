/**
 * @file The whole library as one file, for a backup or another device: a zip archive with the documents as they were
 * read, the originals of PDFs, and what the page adds: judgments and evaluations. Vectors are computed again.
 */
import { BlobReader, BlobWriter, TextReader, TextWriter, ZipReader, ZipWriter } from '@zip.js/zip.js';
import type { DocumentContent, DocumentRecord } from '../shared/library-data';
import { UnreadableFileError } from './parse/parser';
import type { Store } from './store';

/** The name of the entry that tells such a file from other archives. */
const MANIFEST = 'rankside-library.json';
/** Version 1 had no evaluations. A page of that version would lose them, so it refuses the file. */
const VERSION = 2;

type Manifest = {
  readonly version: number;
  readonly documents: readonly { readonly record: DocumentRecord; readonly hasOriginal: boolean }[];
  /** What the page adds. */
  readonly page: unknown;
};

/** @param page what the page keeps besides the documents; it must be plain data */
export async function exportLibrary(store: Store, page: unknown): Promise<Blob> {
  const writer = new ZipWriter(new BlobWriter('application/zip'));
  const records = await store.records();
  const documents: Manifest['documents'][number][] = [];
  for (const [at, record] of records.entries()) {
    const content = await store.content(record.id);
    if (content === undefined) continue;
    const original = await store.original(record.id);
    await writer.add(`contents/${at}.json`, new TextReader(JSON.stringify(content)));
    if (original !== undefined) await writer.add(`originals/${at}`, new BlobReader(new Blob([original])));
    documents.push({ record, hasOriginal: original !== undefined });
  }
  const manifest: Manifest = { version: VERSION, documents, page };
  await writer.add(MANIFEST, new TextReader(JSON.stringify(manifest)));
  return writer.close();
}

export type ImportedDocument = {
  readonly record: DocumentRecord;
  readonly content: DocumentContent;
  readonly original?: ArrayBuffer;
};

/**
 * Calls `add` with each document, and returns what the page had added.
 *
 * @throws UnreadableFileError for another file, or one of a newer version
 */
export async function importLibrary(file: Blob, add: (one: ImportedDocument) => Promise<void>): Promise<unknown> {
  const reader = new ZipReader(new BlobReader(file));
  try {
    const entries = new Map((await reader.getEntries()).map((entry) => [entry.filename, entry]));
    const text = async (name: string): Promise<string> => {
      const entry = entries.get(name);
      if (entry === undefined || entry.directory) throw new UnreadableFileError('It is not an exported library');
      return entry.getData(new TextWriter());
    };
    const manifest = JSON.parse(await text(MANIFEST)) as Manifest;
    if (manifest.version > VERSION) throw new UnreadableFileError('It was exported by a newer version of this page');
    for (const [at, { record, hasOriginal }] of manifest.documents.entries()) {
      const content = JSON.parse(await text(`contents/${at}.json`)) as DocumentContent;
      const entry = hasOriginal ? entries.get(`originals/${at}`) : undefined;
      const blob = entry === undefined || entry.directory ? undefined : await entry.getData(new BlobWriter());
      const original = blob && (await blob.arrayBuffer());
      await add({ record, content, ...(original ? { original } : {}) }).catch((cause: unknown) => {
        throw new NotAddedError(cause);
      });
    }
    return manifest.page;
  } catch (cause) {
    if (cause instanceof NotAddedError) throw cause.cause as Error;
    if (cause instanceof UnreadableFileError) throw cause;
    throw new UnreadableFileError('It is not an exported library', { cause });
  } finally {
    await reader.close();
  }
}

/** Tells an error of `add`, such as storage that is full, from one of the file. */
class NotAddedError extends Error {
  constructor(cause: unknown) {
    super('A document could not be added', { cause });
  }
}
