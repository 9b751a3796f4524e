/**
 * @file Compares every pair; an item's score is its share of wins (Qin et al. 2023, PRP-Allpair), where a win counts by
 * its margin and a tie counts half.
 *
 * An uncertain answer moves two items less than a certain one. Comparisons: N (N − 1) / 2.
 */
import type { Compare } from './judge';

/** Yields each item with its share of wins, in [0, 1], once it was compared with all others; a single item has 1. */
export async function* allPairs<T>(
  items: readonly T[],
  compare: Compare<T>,
): AsyncGenerator<{ readonly item: T; readonly share: number }, void, void> {
  const wins = new Float64Array(items.length);
  for (const [a, item] of items.entries()) {
    for (let b = a + 1; b < items.length; b++) {
      const won = ((await compare(item, items[b]!)) + 1) / 2;
      wins[a]! += won;
      wins[b]! += 1 - won;
    }
    yield { item, share: items.length === 1 ? 1 : wins[a]! / (items.length - 1) };
  }
}
