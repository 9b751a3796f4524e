/**
 * @file Where a tokenizer's pieces stand in the text, for a tokenizer that does not say.
 *
 * Text and pieces are folded alike and walked side by side. Where they differ (a normalizer that replaces what folding does not know, an
 * unknown piece) the walk looks a few characters ahead for where they agree again. Cost: the text's length.
 */
import type { TextSpan } from '../../core/types';
import { foldedCharacters } from './token-surface';
import type { SurfaceUnit } from './token-surface';

/** A folded character of the text and the source characters it comes from, in UTF-16 code units. */
type TextUnit = { readonly folded: string; readonly start: number; end: number; readonly afterSpace: boolean };

/**
 * A span for each of `pieces` pieces, in order; none for one that stands for white space or control characters alone. Starts and ends
 * never fall, and all lie within the text.
 */
export function alignTokens(text: string, pieces: number, surface: readonly SurfaceUnit[]): (TextSpan | undefined)[] {
  const source = unitsOf(text);
  const spans = new Array<TextSpan | undefined>(pieces).fill(undefined);
  const cover = ({ first, last }: SurfaceUnit, from: number, to: number) => {
    for (let piece = first; piece <= last && from < to; piece++) {
      spans[piece] = { start: spans[piece]?.start ?? source[from]!.start, end: source[to - 1]!.end };
    }
  };
  let at = 0;
  for (let s = 0; s < surface.length && at < source.length;) {
    const unit = surface[s]!;
    if (unit.folded === undefined || unit.folded === source[at]!.folded) {
      const end = unit.folded === undefined ? wordEnd(source, at) : at + 1;
      cover(unit, at, end);
      at = end;
      s++;
      continue;
    }
    const { skipped, dropped } = nextAgreement(source, at, surface, s);
    for (let d = 0; d < dropped; d++) cover(surface[s + d]!, at, at + skipped);
    at += skipped;
    s += dropped;
  }
  return spans;
}

function unitsOf(text: string): TextUnit[] {
  const units: TextUnit[] = [];
  let start = 0;
  let afterSpace = true;
  for (const character of text) {
    const end = start + character.length;
    const last = units.at(-1);
    if (MARK.test(character) && last?.end === start) last.end = end; // an accent belongs to its letter
    for (const folded of foldedCharacters(character)) {
      units.push({ folded, start, end, afterSpace });
      afterSpace = false;
    }
    afterSpace ||= SPACE.test(character);
    start = end;
  }
  return units;
}

/**
 * Where the word at `from` ends, as BERT cuts words: at white space; punctuation and Han characters are words of their own. A word of
 * too many characters or of one that the vocabulary lacks is one unknown piece.
 */
function wordEnd(source: readonly TextUnit[], from: number): number {
  let at = from + 1;
  // A character may fold to several; they stay together.
  while (at < source.length && source[at]!.start === source[from]!.start) at++;
  if (ALONE.test(source[from]!.folded)) return at;
  while (at < source.length && !source[at]!.afterSpace && !ALONE.test(source[at]!.folded)) at++;
  return at;
}

const MARK = /\p{M}/u;
const SPACE = /\s/u;
const ALONE = /[\p{P}$+<=>^`|~\p{Script=Han}]/u;

/** How far ahead the two are compared, and how many characters have to agree. */
const AHEAD = 24;
const AGREE = 3;

/** The fewest characters to pass over on both sides until they agree; at least one in all. */
function nextAgreement(source: readonly TextUnit[], at: number, surface: readonly SurfaceUnit[], s: number) {
  for (let sum = 1; sum <= AHEAD; sum++) {
    for (let dropped = 0; dropped <= sum; dropped++) {
      const skipped = sum - dropped;
      if (agrees(source, at + skipped, surface, s + dropped)) return { skipped, dropped };
    }
  }
  return { skipped: 1, dropped: 1 };
}

function agrees(source: readonly TextUnit[], at: number, surface: readonly SurfaceUnit[], s: number): boolean {
  if (at >= source.length || s >= surface.length) return at >= source.length && s >= surface.length;
  for (let ahead = 0; ahead < AGREE; ahead++) {
    const unit = surface[s + ahead];
    const own = source[at + ahead];
    if (!unit || !own) return !unit === !own;
    if (unit.folded === undefined) return ahead > 0;
    if (unit.folded !== own.folded) return false;
  }
  return true;
}
