/** @file The documents of an index: which of them a filter selects, and the passages cut from them. */
import type { DocumentContent, DocumentRecord, Filter, Hit } from '../shared/library-data';

export type IndexedDocument = { readonly record: DocumentRecord; readonly content: DocumentContent };

/** The documents that the filter selects. */
export function documentsInScope(
  documents: ReadonlyMap<string, IndexedDocument>,
  { kinds, documents: ids }: Filter,
): IndexedDocument[] {
  return [...documents.values()].filter(
    ({ record }) =>
      (kinds === undefined || kinds.includes(record.kind)) && (ids === undefined || ids.includes(record.id)),
  );
}

export function hitOf({ record, content }: IndexedDocument, chunkIndex: number, score: number): Hit {
  const span = content.chunks[chunkIndex]!;
  const { id: document, name, kind } = record;
  return {
    ...span,
    id: chunkId(document, chunkIndex),
    document,
    name,
    kind,
    text: content.text.slice(span.start, span.end),
    score,
  };
}

/** `count` passages of all documents in their order, from the `first` on, which counts from 0. Their scores are 0. */
export function hitsFrom(documents: readonly IndexedDocument[], first: number, count: number): Hit[] {
  const hits: Hit[] = [];
  let before = 0;
  for (const document of documents) {
    const { length } = document.content.chunks;
    for (let index = Math.max(0, first - before); index < length && hits.length < count; index += 1)
      hits.push(hitOf(document, index, 0));
    before += length;
  }
  return hits;
}

export function countChunks(documents: readonly IndexedDocument[]): number {
  return documents.reduce((sum, { content }) => sum + content.chunks.length, 0);
}

export function chunkId(documentId: string, chunkIndex: number): string {
  return `${documentId}#${chunkIndex}`;
}

export function documentIdOf(id: string): string {
  return id.slice(0, id.lastIndexOf('#'));
}

export function chunkIndexOf(id: string): number {
  return Number(id.slice(id.lastIndexOf('#') + 1));
}
