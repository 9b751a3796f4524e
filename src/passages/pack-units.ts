/**
 * @file Packs the units of a text into passages of about one length. The last sentences of a passage are repeated at
 * the start of the next, so that an answer that spans the cut is complete in one of them.
 */
import type { TextSpan } from '../core/types';
import type { TextUnit } from './text-units';

/** The sizes of passages, in words. */
export type PassageSizes = {
  readonly target: number;
  readonly overlap: number;
  /** A shorter last passage is joined to the one before it. */
  readonly least: number;
};

export const PASSAGE_SIZES: PassageSizes = { target: 180, overlap: 30, least: 40 };

/** Groups whole units into passages of about the target length. Returns the range of each in the text. */
export function packUnits(units: readonly TextUnit[], sizes: PassageSizes = PASSAGE_SIZES): TextSpan[] {
  const groups: TextUnit[][] = [];
  let open: TextUnit[] = [];
  let fresh = 0;
  for (const unit of units) {
    if (fresh > 0 && wordsOf(open) + unit.words > sizes.target) {
      groups.push(open);
      open = overlappingUnits(open, sizes.overlap);
      fresh = 0;
    }
    open.push(unit);
    fresh += unit.words;
  }
  if (fresh > 0) {
    const last = groups[groups.length - 1];
    if (last !== undefined && fresh < sizes.least)
      groups[groups.length - 1] = [...last, ...open.filter((unit) => !last.includes(unit))];
    else groups.push(open);
  }
  return groups.map((group) => ({ start: group[0]!.start, end: group[group.length - 1]!.end }));
}

/** The last units that fit into the overlap; none when the last unit alone is longer. */
function overlappingUnits(units: readonly TextUnit[], overlap: number): TextUnit[] {
  let words = 0;
  let from = units.length;
  while (from > 1 && words + units[from - 1]!.words <= overlap) {
    from -= 1;
    words += units[from]!.words;
  }
  return units.slice(from);
}

function wordsOf(units: readonly TextUnit[]): number {
  return units.reduce((sum, { words }) => sum + words, 0);
}
