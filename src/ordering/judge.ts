/**
 * @file What an ordering asks and what it gives. A judge is asynchronous, may be wrong and may contradict itself; an ordering ends all the
 * same, with every item in one place. Items come best guess first, and where the judge says nothing they stay in that order.
 */

/** The place in `items` of the one that is best, or that is worst; of two or more items. */
export type Pick<T> = (items: readonly T[]) => Promise<number>;

/** Above zero: `a` is better; below: `b` is; zero: neither. */
export type Compare<T> = (a: T, b: T) => Promise<number>;

/** The same items, best first. */
export type RankAll<T> = (items: readonly T[]) => Promise<readonly T[]>;

/** An item's final place, from 0. Each item is placed once. */
export type Placed<T> = { readonly item: T; readonly rank: number };

/** Places as they become final, a few at a time. */
export type Placing<T> = AsyncGenerator<readonly Placed<T>[], void, void>;

/** A pick from a comparison, one after another: the first item stays until one that is better comes. */
export function knockout<T>(compare: Compare<T>): Pick<T> {
  return async (items) => {
    let best = 0;
    for (let at = 1; at < items.length; at++) if ((await compare(items[best]!, items[at]!)) < 0) best = at;
    return best;
  };
}

/** `items` on consecutive ranks from `first` on. */
export function placed<T>(items: readonly T[], first: number): readonly Placed<T>[] {
  return items.map((item, at) => ({ item, rank: first + at }));
}
