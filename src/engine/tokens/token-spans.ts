/**
 * @file Finds the span of each token in the text, for a tokenizer that does not give offsets.
 *
 * The text and the tokens are folded in the same way and compared character by character. Where they differ (the normalizer replaces a
 * character that folding does not, or a token is unknown), the comparison looks a few characters ahead for the next agreement. The cost
 * is linear in the length of the text.
 */
import type { TextSpan } from '../../core/types';
import { foldCharacters } from './token-surface';
import type { SurfaceUnit } from './token-surface';

/** A folded character of the text and the source characters it comes from, in UTF-16 code units. */
type TextUnit = { readonly folded: string; readonly start: number; end: number; readonly afterSpace: boolean };

/**
 * A span for each of `tokenCount` tokens, in order; undefined for a token that is only white space or control characters. Starts and ends
 * never decrease, and all spans lie within the text.
 */
export function alignTokens(
  text: string,
  tokenCount: number,
  surface: readonly SurfaceUnit[],
): (TextSpan | undefined)[] {
  const source = unitsOf(text);
  const spans = new Array<TextSpan | undefined>(tokenCount).fill(undefined);
  const cover = ({ first, last }: SurfaceUnit, from: number, to: number) => {
    for (let token = first; token <= last && from < to; token++) {
      spans[token] = { start: spans[token]?.start ?? source[from]!.start, end: source[to - 1]!.end };
    }
  };
  let index = 0;
  for (let surfaceIndex = 0; surfaceIndex < surface.length && index < source.length;) {
    const unit = surface[surfaceIndex]!;
    if (unit.folded === undefined || unit.folded === source[index]!.folded) {
      const end = unit.folded === undefined ? wordEnd(source, index) : index + 1;
      cover(unit, index, end);
      index = end;
      surfaceIndex++;
      continue;
    }
    const { skipped, dropped } = nextAgreement(source, index, surface, surfaceIndex);
    for (const each of surface.slice(surfaceIndex, surfaceIndex + dropped)) cover(each, index, index + skipped);
    index += skipped;
    surfaceIndex += dropped;
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
    for (const folded of foldCharacters(character)) {
      units.push({ folded, start, end, afterSpace });
      afterSpace = false;
    }
    afterSpace ||= SPACE.test(character);
    start = end;
  }
  return units;
}

/**
 * The end of the word at `from`. BERT splits words at white space; punctuation and Han characters are words of their own. A word that is
 * too long, or that has a character which the vocabulary lacks, is one unknown token.
 */
function wordEnd(source: readonly TextUnit[], from: number): number {
  let index = from + 1;
  // A character may fold to several units, which belong to the same word.
  while (index < source.length && source[index]!.start === source[from]!.start) index++;
  if (ALONE.test(source[from]!.folded)) return index;
  while (index < source.length && !source[index]!.afterSpace && !ALONE.test(source[index]!.folded)) index++;
  return index;
}

const MARK = /\p{M}/u;
const SPACE = /\s/u;
const ALONE = /[\p{P}$+<=>^`|~\p{Script=Han}]/u;

/** How many characters the comparison looks ahead, and how many of them have to agree. */
const AHEAD = 24;
const AGREE = 3;

/** The smallest numbers of characters to skip in the text and to drop from the tokens until they agree; together at least one. */
function nextAgreement(
  source: readonly TextUnit[],
  index: number,
  surface: readonly SurfaceUnit[],
  surfaceIndex: number,
) {
  for (let sum = 1; sum <= AHEAD; sum++) {
    for (let dropped = 0; dropped <= sum; dropped++) {
      const skipped = sum - dropped;
      if (agrees(source, index + skipped, surface, surfaceIndex + dropped)) return { skipped, dropped };
    }
  }
  return { skipped: 1, dropped: 1 };
}

function agrees(
  source: readonly TextUnit[],
  index: number,
  surface: readonly SurfaceUnit[],
  surfaceIndex: number,
): boolean {
  if (index >= source.length || surfaceIndex >= surface.length)
    return index >= source.length && surfaceIndex >= surface.length;
  for (let ahead = 0; ahead < AGREE; ahead++) {
    const unit = surface[surfaceIndex + ahead];
    const textUnit = source[index + ahead];
    if (!unit || !textUnit) return !unit === !textUnit;
    if (unit.folded === undefined) return ahead > 0;
    if (unit.folded !== textUnit.folded) return false;
  }
  return true;
}
