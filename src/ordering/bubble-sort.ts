/**
 * @file Bubble sort from the tail: a window slides to the head with its best item in front, so that each pass
 * determines one rank.
 *
 * A window of two is the sliding of pairwise ranking prompting (Qin et al. 2023); a larger one is the bubble sort of
 * setwise ranking (Zhuang et al. 2023). Picks: N / (window − 1) per pass, one pass for each of the best k.
 */
import { withRanks } from './judge';
import type { PickOne, RankedItems } from './judge';

export type BubbleOptions = {
  /** The number of items of one pick. Default 2. */
  readonly window?: number;
  /** The number of ranks to determine, which is the number of passes. Default: all. */
  readonly top?: number;
};

/** Yields the best item first, one per pass. */
export async function* bubbleSort<T>(
  items: readonly T[],
  best: PickOne<T>,
  { window = 2, top = items.length }: BubbleOptions = {},
): RankedItems<T> {
  const order = [...items];
  for (let rank = 0; rank < Math.min(top, order.length); rank++) {
    const moved = await pass(order, rank, window, best);
    // A window of two compares all neighbours, so a pass without a move means that the items are sorted.
    if (!moved && window === 2) {
      yield withRanks(order.slice(rank), rank);
      return;
    }
    yield withRanks(order.slice(rank, rank + 1), rank);
  }
  if (order.length > top) yield withRanks(order.slice(top), top);
}

/** Moves the best item of `order` from `head` on to `head`; consecutive windows share one item, the best so far. */
async function pass<T>(order: T[], head: number, window: number, best: PickOne<T>): Promise<boolean> {
  let moved = false;
  for (let end = order.length; end - head > 1;) {
    const start = Math.max(head, end - window);
    const winner = start + (await best(order.slice(start, end)));
    if (winner !== start) {
      order.splice(start, 0, ...order.splice(winner, 1));
      moved = true;
    }
    end = start + 1;
  }
  return moved;
}
