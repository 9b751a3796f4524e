/**
 * @file The worst goes, again and again, until one is left (Feng et al. 2025, IRanker).
 *
 * A pick sees the last `window` of those that remain. None of the best window − 1 is ever the worst of that many, so their places are
 * exact under a judge that does not err; below them the order the items came in decides who meets whom.
 * Picks: N − 1.
 */
import type { Pick, Placing } from './judge';

/** Places the worst first, one at a time. */
export async function* eliminate<T>(
  items: readonly T[],
  worst: Pick<T>,
  { window = items.length }: { readonly window?: number } = {},
): Placing<T> {
  const left = [...items];
  while (left.length > 1) {
    const start = Math.max(0, left.length - window);
    const [item] = left.splice(start + (await worst(left.slice(start))), 1);
    yield [{ item: item!, rank: left.length }];
  }
  for (const item of left) yield [{ item, rank: 0 }];
}
