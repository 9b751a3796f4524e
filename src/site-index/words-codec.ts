/**
 * @file A MiniSearch index in few bytes: terms without the beginnings that they share with the term before, and numbers
 * of variable length. As JSON the same index has about six times as many bytes.
 */
import { ByteReader, ByteWriter } from './bytes';

/** The part of `MiniSearch.toJSON()` that is kept. Documents are numbered from 0 without gaps. */
export type PlainIndex = {
  readonly documentCount: number;
  readonly fieldIds: Readonly<Record<string, number>>;
  /** The number of terms of each field, by the document's number. */
  readonly fieldLength: Readonly<Record<string, readonly number[]>>;
  readonly averageFieldLength: readonly number[];
  /** The frequency of each term by field and document. */
  readonly index: readonly (readonly [term: string, Readonly<Record<string, Readonly<Record<string, number>>>>])[];
};

export function encodeWords(plain: PlainIndex): Uint8Array {
  const writer = new ByteWriter();
  const fields = Object.keys(plain.fieldIds);
  writer.number(plain.documentCount);
  writer.number(fields.length);
  for (const field of fields) writer.text(field);
  for (let document = 0; document < plain.documentCount; document++)
    for (let field = 0; field < fields.length; field++) writer.number(plain.fieldLength[document]?.[field] ?? 0);
  const terms = [...plain.index].sort(([a], [b]) => (a < b ? -1 : 1));
  writer.number(terms.length);
  let last = '';
  for (const [term, postings] of terms) {
    const shared = sharedPrefix(last, term);
    writer.number(shared);
    writer.text(term.slice(shared));
    last = term;
    for (let field = 0; field < fields.length; field++) writePostings(writer, postings[field] ?? {});
  }
  return writer.bytes();
}

/** An object that `MiniSearch.loadJS` reads. */
export function decodeWords(bytes: Uint8Array): object {
  const reader = new ByteReader(bytes);
  const documentCount = reader.number();
  const fields = Array.from({ length: reader.number() }, () => reader.text());
  const fieldLength: Record<string, number[]> = {};
  const sums = fields.map(() => 0);
  for (let document = 0; document < documentCount; document++) {
    const lengths = fields.map(() => reader.number());
    lengths.forEach((length, field) => (sums[field]! += length));
    fieldLength[document] = lengths;
  }
  const index: [string, Record<string, Record<string, number>>][] = [];
  let last = '';
  for (let count = reader.number(); count > 0; count--) {
    const shared = reader.number();
    last = last.slice(0, shared) + reader.text();
    const postings: Record<string, Record<string, number>> = {};
    for (let field = 0; field < fields.length; field++) {
      const found = readPostings(reader);
      if (found) postings[field] = found;
    }
    index.push([last, postings]);
  }
  const numbers = Array.from({ length: documentCount }, (_, document) => document);
  return {
    documentCount,
    nextId: documentCount,
    documentIds: Object.fromEntries(numbers.map((document) => [document, document])),
    fieldIds: Object.fromEntries(fields.map((field, id) => [field, id])),
    fieldLength,
    averageFieldLength: sums.map((sum) => sum / Math.max(1, documentCount)),
    storedFields: {},
    dirtCount: 0,
    index,
    serializationVersion: 2,
  };
}

/** The gap to the document before, twice; plus one if the frequency follows because it is not 1. */
function writePostings(writer: ByteWriter, postings: Readonly<Record<string, number>>): void {
  const documents = Object.keys(postings)
    .map(Number)
    .sort((a, b) => a - b);
  writer.number(documents.length);
  let last = 0;
  for (const document of documents) {
    const frequency = postings[document]!;
    writer.number(2 * (document - last) + (frequency === 1 ? 0 : 1));
    if (frequency !== 1) writer.number(frequency);
    last = document;
  }
}

function readPostings(reader: ByteReader): Record<string, number> | undefined {
  const count = reader.number();
  if (count === 0) return undefined;
  const postings: Record<string, number> = {};
  let document = 0;
  for (let i = 0; i < count; i++) {
    const gap = reader.number();
    document += gap >> 1;
    postings[document] = gap & 1 ? reader.number() : 1;
  }
  return postings;
}

function sharedPrefix(a: string, b: string): number {
  let length = 0;
  while (length < a.length && length < b.length && a[length] === b[length]) length++;
  return length;
}
