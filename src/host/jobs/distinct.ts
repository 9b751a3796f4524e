/** @file Passages that are given more than once. */
import type { PassageText } from '../../engine/engine';
import { passageKey } from '../../util/passage-key';

/** First row of each distinct passage → all of `rows` that hold it. */
export function groupCopies(passages: readonly PassageText[], rows: readonly number[]): Map<number, number[]> {
  const firsts = new Map<string, number>();
  const copies = new Map<number, number[]>();
  for (const row of rows) {
    const key = passageKey(passages[row]!);
    const first = firsts.get(key);
    if (first === undefined) {
      firsts.set(key, row);
      copies.set(row, [row]);
    } else copies.get(first)!.push(row);
  }
  return copies;
}

export function distinct(passages: readonly PassageText[]): number[] {
  return [
    ...groupCopies(
      passages,
      passages.map((_, row) => row),
    ).keys(),
  ];
}
