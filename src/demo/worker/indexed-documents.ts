/** @file The documents of an index as ranges of texts: which lie under a filter, and the passages cut from them. */
import type { DocumentContent, DocumentRecord, Filter, Hit } from '../shared/library-data';

export type IndexedDocument = { readonly record: DocumentRecord; readonly content: DocumentContent };

export function documentsInScope(
  documents: ReadonlyMap<string, IndexedDocument>,
  { kinds, documents: ids }: Filter,
): IndexedDocument[] {
  return [...documents.values()].filter(
    ({ record }) =>
      (kinds === undefined || kinds.includes(record.kind)) && (ids === undefined || ids.includes(record.id)),
  );
}

export function hitOf({ record, content }: IndexedDocument, at: number, score: number): Hit {
  const span = content.chunks[at]!;
  const { id: document, name, kind } = record;
  return {
    ...span,
    id: chunkId(document, at),
    document,
    name,
    kind,
    text: content.text.slice(span.start, span.end),
    score,
  };
}

/** `count` passages from the place `from`. */
export function hitsFrom(held: readonly IndexedDocument[], from: number, count: number): Hit[] {
  const hits: Hit[] = [];
  let place = 0;
  for (const one of held) {
    const { length } = one.content.chunks;
    for (let at = Math.max(0, from - place); at < length && hits.length < count; at += 1) hits.push(hitOf(one, at, 0));
    place += length;
  }
  return hits;
}

export function countChunks(held: readonly IndexedDocument[]): number {
  return held.reduce((sum, { content }) => sum + content.chunks.length, 0);
}

export function chunkId(document: string, at: number): string {
  return `${document}#${at}`;
}

export function documentIdOf(id: string): string {
  return id.slice(0, id.lastIndexOf('#'));
}

export function chunkIndexOf(id: string): number {
  return Number(id.slice(id.lastIndexOf('#') + 1));
}
