/**
 * @file Every pair compared; an item's score is its share of wins, a tie counting half (Qin et al. 2023, PRP-Allpair).
 *
 * It uses all that the judge says, contradictions included, and no answer outweighs another. Comparisons: N (N − 1) / 2.
 */
import type { Compare } from './judge';

/** Yields each item with its share of wins in [0, 1] once it was compared with all others; alone it has 1. */
export async function* allPairs<T>(
  items: readonly T[],
  compare: Compare<T>,
): AsyncGenerator<{ readonly item: T; readonly share: number }, void, void> {
  const wins = new Float64Array(items.length);
  for (const [a, item] of items.entries()) {
    for (let b = a + 1; b < items.length; b++) {
      const won = (Math.sign(await compare(item, items[b]!)) + 1) / 2;
      wins[a]! += won;
      wins[b]! += 1 - won;
    }
    yield { item, share: items.length === 1 ? 1 : wins[a]! / (items.length - 1) };
  }
}
