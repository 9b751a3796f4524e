/**
 * @file Removes the worst item repeatedly until one is left (Feng et al. 2025, IRanker).
 *
 * Each pick compares the last `window` of the remaining items. None of the best window − 1 items is ever the worst of
 * that many, so their ranks are exact under a judge without errors; below them, the given order decides which items are
 * compared. Picks: N − 1.
 */
import type { PickOne, RankedItems } from './judge';

/** Yields the worst item first, one at a time. */
export async function* eliminate<T>(
  items: readonly T[],
  worst: PickOne<T>,
  { window = items.length }: { readonly window?: number } = {},
): RankedItems<T> {
  const left = [...items];
  while (left.length > 1) {
    const start = Math.max(0, left.length - window);
    const [item] = left.splice(start + (await worst(left.slice(start))), 1);
    yield [{ item: item!, rank: left.length }];
  }
  for (const item of left) yield [{ item, rank: 0 }];
}
