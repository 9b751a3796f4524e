/**
 * @file Splits a block into the units that passages consist of: sentences of prose, lines of code, whole rows of a
 * table.
 */
import { sentencesOf } from '../util/sentences';

/** A part of a text, and how it is cut: sentences of prose, lines of code, rows of a table as they are. */
export type Block = {
  readonly kind: 'heading' | 'text' | 'code' | 'row';
  readonly start: number;
  readonly end: number;
};

/** A range of the document's text, with its length in words. */
export type TextUnit = { readonly start: number; readonly end: number; readonly words: number };

/** A unit has at most this many words; a longer one is cut between words. */
const MAX_WORDS = 180;

/** The units of one block, in order; together they cover all its text except white space. */
export function splitIntoUnits(text: string, block: Block): TextUnit[] {
  const part = text.slice(block.start, block.end);
  const short = shortUnit(part, block);
  if (short !== undefined) return [short];
  return rangesOf(part, block.kind).flatMap(([start, end]) => {
    const unit = trimmed(part, start, end);
    return unit === undefined ? [] : cut(part, unit, block.start);
  });
}

/** The unit of a block that is one short word, of which a document may have hundreds of thousands. */
function shortUnit(part: string, { start, end }: Block): TextUnit | undefined {
  return part.length < 3 && /^[\p{L}\p{N}]+$/u.test(part) ? { start, end, words: 1 } : undefined;
}

/** In scripts without spaces, two characters count as a word; a longer run of other characters as one in twelve. */
export function countWords(text: string): number {
  return [...text.matchAll(/\S+/g)].reduce((sum, { 0: word }) => sum + weightOf(word), 0);
}

function weightOf(word: string): number {
  if (word.length < 3) return 1;
  const dense = word.match(WITHOUT_SPACES)?.length ?? 0;
  return Math.max(1, Math.ceil(dense / 2 + (word.length - dense) / 24));
}

const WITHOUT_SPACES =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]/gu;

type Range = readonly [start: number, end: number];

function rangesOf(part: string, kind: Block['kind']): Range[] {
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

/** A run without spaces is cut after this many characters. */
const MAX_RUN = 360;

function cut(part: string, [start, end]: Range, offset: number): TextUnit[] {
  const units: TextUnit[] = [];
  let open: { start: number; end: number; words: number } | undefined;
  for (const { 0: word, index } of part.slice(start, end).matchAll(RUN)) {
    const words = weightOf(word);
    const from = offset + start + index;
    if (open !== undefined && open.words + words <= MAX_WORDS)
      Object.assign(open, { end: from + word.length, words: open.words + words });
    else units.push((open = { start: from, end: from + word.length, words }));
  }
  return units;
}

const RUN = new RegExp(String.raw`\S{1,${MAX_RUN}}`, 'gu');
