/**
 * @file The contract between orderings and judges. A judge is asynchronous, may be wrong and may contradict itself; an
 * ordering terminates in any case and gives every item one rank. Items are given in their presumed order, which they
 * keep where the judge does not decide.
 */

/** Returns the position in `items` of the best item, or of the worst one; there are two or more items. */
export type PickOne<T> = (items: readonly T[]) => Promise<number>;

/**
 * Returns a margin in [−1, 1]: positive where `a` is better, negative where `b` is, 0 for a tie. Its size tells how
 * sure the judge is.
 */
export type Compare<T> = (a: T, b: T) => Promise<number>;

/** Returns the same items, best first. */
export type RankAll<T> = (items: readonly T[]) => Promise<readonly T[]>;

/** An item and its final rank, here counted from 0. Each item is ranked once. */
export type RankedItem<T> = { readonly item: T; readonly rank: number };

/** Yields items as their ranks become final, a few at a time. */
export type RankedItems<T> = AsyncGenerator<readonly RankedItem<T>[], void, void>;

/**
 * Makes a pick from a comparison: the first item is compared with the next ones until a better one replaces it, and so
 * on.
 */
export function pickByComparison<T>(compare: Compare<T>): PickOne<T> {
  return async (items) => {
    let best = 0;
    for (let i = 1; i < items.length; i++) if ((await compare(items[best]!, items[i]!)) < 0) best = i;
    return best;
  };
}

/** Gives `items` consecutive ranks from `first` on. */
export function withRanks<T>(items: readonly T[], first: number): readonly RankedItem<T>[] {
  return items.map((item, i) => ({ item, rank: first + i }));
}
