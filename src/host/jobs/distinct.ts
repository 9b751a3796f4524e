/** @file Finds passages that occur more than once in a list. */
import type { PassageText } from '../../engine/engine';
import { passageKey } from '../../util/passage-key';

/** Maps the first index of each distinct passage to all of `indices` with an equal passage. */
export function groupDuplicates(passages: readonly PassageText[], indices: readonly number[]): Map<number, number[]> {
  const firstIndices = new Map<string, number>();
  const groups = new Map<number, number[]>();
  for (const index of indices) {
    const key = passageKey(passages[index]!);
    const first = firstIndices.get(key);
    if (first === undefined) {
      firstIndices.set(key, index);
      groups.set(index, [index]);
    } else groups.get(first)!.push(index);
  }
  return groups;
}

/** The first index of each distinct passage. */
export function distinctIndices(passages: readonly PassageText[]): number[] {
  return [...groupDuplicates(passages, [...passages.keys()]).keys()];
}
