/** @file The documents of an index: which of them a filter selects, and the passages cut from them. */
import type { DocumentContent, DocumentRecord, Filter, Hit } from '../shared/library-data';
import type { Query } from '../shared/query';

/** A passage as the index has it. */
export type Entry = { readonly id: string; readonly text: string; readonly heading: string; readonly name: string };

export type IndexedDocument = { readonly record: DocumentRecord; readonly content: DocumentContent };

/** The documents that the filter selects and whose path and type the query allows. */
export function documentsInScope(
  documents: ReadonlyMap<string, IndexedDocument>,
  { kinds, documents: ids, folder }: Filter,
  { paths, types }: Pick<Query, 'paths' | 'types'> = { paths: [], types: [] },
): IndexedDocument[] {
  return [...documents.values()].filter(({ record }) => {
    const path = record.id.toLowerCase();
    return (
      (kinds === undefined || kinds.includes(record.kind)) &&
      (ids === undefined || ids.includes(record.id)) &&
      (folder === undefined || record.id.startsWith(`${folder}/`)) &&
      (paths.length === 0 || paths.some((part) => path.includes(part))) &&
      (types.length === 0 || types.some((type) => record.kind === type || path.endsWith(`.${type}`)))
    );
  });
}

/** The text of a passage by its id, with the name of its document and its heading. */
export function passageAt(
  documents: ReadonlyMap<string, IndexedDocument>,
  id: string,
): Pick<Hit, 'name' | 'heading' | 'text'> | undefined {
  const at = id.lastIndexOf('#');
  const one = documents.get(id.slice(0, at));
  return one === undefined ? undefined : hitOf(one, Number(id.slice(at + 1)), 0);
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
