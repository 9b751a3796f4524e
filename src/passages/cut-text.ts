/** @file Cuts a plain text into passages at the ends of sentences and lines. */
import type { TextSpan } from '../core/types';
import { packUnits } from './pack-units';
import { splitIntoUnits } from './text-units';

/** Grows with each change of how texts are cut; ranges that were stored under another number are cut again. */
export const CUTTING_RULES = 1;

/** The ranges of the passages in text order; a text without words is one passage. */
export function cutText(text: string): TextSpan[] {
  const ranges = packUnits(splitIntoUnits(text, { kind: 'text', start: 0, end: text.length }));
  return ranges.length > 0 ? ranges : [{ start: 0, end: text.length }];
}
