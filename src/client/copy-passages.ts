/**
 * @file Validates the passages of a call and copies their fields, each of which is read once. What a caller changes
 * after the call was made, and what a getter returns or throws later, has no effect on the call.
 */
import type { Passage } from '../core/types';
import { formatNonNumber, formatValue } from './format-value';

/** The fields of a passage as they were when the call was made; `null` counts as absent. */
export type PassageFields = {
  readonly text: string;
  readonly title?: string;
  readonly score?: number;
  readonly id?: string | number;
};

/** @throws TypeError that names the passage; whatever a getter throws */
export function copyPassages(passages: unknown): PassageFields[] {
  if (!Array.isArray(passages))
    throw new TypeError(`Expected \`passages\` to be an array, got ${formatValue(passages)}`);
  return Array.from(passages as readonly unknown[], copyPassage); // `Array.from` visits holes too
}

function copyPassage(passage: unknown, index: number): PassageFields {
  if (typeof passage === 'string') return { text: passage };
  const name = `passages[${index}]`;
  if (typeof passage !== 'object' || passage === null) {
    throw new TypeError(`Expected \`${name}\` to be a string or an object with \`text\`, got ${formatValue(passage)}`);
  }
  const { text, title, score, id } = passage as Passage & Record<string, unknown>;
  if (typeof text !== 'string')
    throw new TypeError(`Expected \`${name}.text\` to be a string, got ${formatValue(text)}`);
  return {
    text,
    ...(isAbsent(title) ? {} : { title: expectType(title, 'string', `${name}.title`) }),
    ...(isAbsent(score) ? {} : { score: expectType(score, 'number', `${name}.score`) }),
    ...(isAbsent(id) ? {} : { id: id as string | number }),
  };
}

function isAbsent(value: unknown): value is undefined | null {
  return value === undefined || value === null;
}

type TypeOf = { readonly string: string; readonly number: number };

function expectType<Name extends keyof TypeOf>(value: unknown, type: Name, name: string): TypeOf[Name] {
  if (typeof value === type) return value as TypeOf[Name];
  const got = type === 'number' ? formatNonNumber(value) : formatValue(value);
  throw new TypeError(`Expected \`${name}\` to be a ${type}, got ${got}`);
}
