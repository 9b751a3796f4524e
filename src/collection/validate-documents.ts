/** @file Validates documents and the options of a search. Every message has the form "Expected … to be …, got …". */
import { formatNonNumber, formatValue } from '../client/format-value';
import { validateFunction, validateSignal } from '../client/validate';
import type { DocumentChange, DocumentContent } from '../protocol/collection-api';
import type { AddOptions, DocumentId, SearchOptions } from './types';

/**
 * Copies documents. Of documents with the same id the last one counts.
 *
 * @throws TypeError or RangeError that names the document and the field
 */
export function readDocuments(documents: unknown): DocumentContent[] {
  const contents = readArray(documents).map((document, index): DocumentContent => {
    const { text, ...rest } = readFields(document, index);
    if (text === undefined)
      throw new TypeError(`Expected \`documents[${index}].text\` to be a string, got \`undefined\``);
    return { ...rest, text };
  });
  return [...new Map(contents.map((content) => [content.id, content])).values()];
}

/** Copies changes of documents. */
export function readChanges(documents: unknown): DocumentChange[] {
  return readArray(documents).map(readFields);
}

/** @throws TypeError */
export function readIds(ids: unknown): DocumentId[] {
  if (typeof ids === 'string' || !isIterable(ids))
    throw new TypeError(`Expected \`ids\` to be an array or another iterable of ids, got ${formatValue(ids)}`);
  return [...ids].map((id, index) => readId(id, `ids[${index}]`));
}

/** @throws TypeError or RangeError that names the option */
export function validateSearch(query: unknown, { topN, unit, filter, minScore, signal }: SearchOptions): void {
  if (typeof query !== 'string') throw new TypeError(`Expected \`query\` to be a string, got ${formatValue(query)}`);
  if (topN !== undefined && !(Number.isInteger(topN) && topN > 0)) {
    const message = `Expected \`topN\` to be a positive integer, got ${formatNonNumber(topN)}`;
    throw typeof topN === 'string' ? new TypeError(message) : new RangeError(message);
  }
  if (unit !== undefined && !(['document', 'passage'] as const).includes(unit))
    throw new RangeError(`Expected \`unit\` to be one of document, passage, got ${formatValue(unit)}`);
  if (filter !== undefined && typeof filter !== 'function' && (typeof filter === 'string' || !isIterable(filter)))
    throw new TypeError(`Expected \`filter\` to be a function or an iterable of ids, got ${formatValue(filter)}`);
  if (minScore !== undefined && minScore !== 'auto' && !Number.isFinite(minScore))
    throw new RangeError(`Expected \`minScore\` to be a finite number or \`auto\`, got ${formatNonNumber(minScore)}`);
  validateSignal(signal);
}

/** @throws TypeError that names the option */
export function validateAdd({ signal, onProgress }: AddOptions): void {
  validateFunction('onProgress', onProgress);
  validateSignal(signal);
}

function readArray(documents: unknown): unknown[] {
  if (Array.isArray(documents)) return Array.from(documents as readonly unknown[]);
  throw new TypeError(`Expected \`documents\` to be an array, got ${formatValue(documents)}`);
}

function readFields(document: unknown, index: number): DocumentChange {
  const name = `documents[${index}]`;
  if (typeof document !== 'object' || document === null)
    throw new TypeError(`Expected \`${name}\` to be an object with \`id\` and \`text\`, got ${formatValue(document)}`);
  const { id, text, title, meta } = document as Readonly<Record<string, unknown>>;
  return {
    id: readId(id, `${name}.id`),
    ...(text === undefined ? {} : { text: readString(text, `${name}.text`) }),
    ...(title === undefined || title === null ? {} : { title: readString(title, `${name}.title`) }),
    ...(meta === undefined ? {} : { meta: toJson(meta, `${name}.meta`) }),
  };
}

function readId(id: unknown, name: string): DocumentId {
  if (typeof id === 'string' || (typeof id === 'number' && !Number.isNaN(id))) return id;
  throw new TypeError(`Expected \`${name}\` to be a string or a number, got ${formatValue(id)}`);
}

function readString(value: unknown, name: string): string {
  if (typeof value === 'string') return value;
  throw new TypeError(`Expected \`${name}\` to be a string, got ${formatValue(value)}`);
}

function toJson(meta: unknown, name: string): string {
  let json: string | undefined;
  try {
    json = stringify(meta);
  } catch (cause) {
    throw new TypeError(`Expected \`${name}\` to be data that JSON can hold: ${String(cause)}`, { cause });
  }
  if (json === undefined)
    throw new TypeError(`Expected \`${name}\` to be data that JSON can hold, got ${formatValue(meta)}`);
  return json;
}

/** Returns undefined for a function or a symbol, which JSON leaves out. */
function stringify(value: unknown): string | undefined {
  return JSON.stringify(value);
}

function isIterable(value: unknown): value is Iterable<unknown> {
  return typeof value === 'object' && value !== null && Symbol.iterator in value;
}
