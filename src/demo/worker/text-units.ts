/**
 * @file Splits a block into the units that passages consist of: sentences of prose, lines of code, whole rows of a
 * table.
 */
import { sentencesOf } from '../../util/sentences';
import type { BlockSpan } from '../shared/library-data';

/** A range of the document's text, with its length in words. */
export type TextUnit = { readonly start: number; readonly end: number; readonly words: number };

/** A unit has at most this many words; a longer one is cut between words. */
const MAX_WORDS = 180;

/** The units of one block, in order; together they cover all its text except white space. */
export function splitIntoUnits(text: string, block: BlockSpan): TextUnit[] {
  const part = text.slice(block.start, block.end);
  return rangesOf(part, block.kind).flatMap(([start, end]) => {
    const unit = trimmed(part, start, end);
    return unit === undefined ? [] : cut(part, unit, block.start);
  });
}

export function countWords(text: string): number {
  return text.match(/\S+/g)?.length ?? 0;
}

type Range = readonly [start: number, end: number];

function rangesOf(part: string, kind: BlockSpan['kind']): Range[] {
  if (kind === 'row') return [[0, part.length]];
  if (kind === 'code') return [...part.matchAll(/[^\n]+/g)].map(({ index, 0: line }) => [index, index + line.length]);
  return sentencesOf(part).map(({ start, end }): Range => [start, end]);
}

function trimmed(part: string, start: number, end: number): Range | undefined {
  const piece = part.slice(start, end);
  const clean = piece.trim();
  if (clean === '') return undefined;
  const lead = piece.length - piece.trimStart().length;
  return [start + lead, start + lead + clean.length];
}

function cut(part: string, [start, end]: Range, offset: number): TextUnit[] {
  const words = [...part.slice(start, end).matchAll(/\S+/g)];
  const units: TextUnit[] = [];
  for (let from = 0; from < words.length; from += MAX_WORDS) {
    const unitWords = words.slice(from, from + MAX_WORDS);
    const [first, last] = [unitWords[0]!, unitWords[unitWords.length - 1]!];
    units.push({
      start: offset + start + first.index,
      end: offset + start + last.index + last[0].length,
      words: unitWords.length,
    });
  }
  return units;
}
