/**
 * @file Bubble sort from the tail: a window slides up and its best item takes the head, so that a pass settles one place.
 *
 * A window of two is the sliding of pairwise ranking prompting (Qin et al. 2023), a larger one setwise's bubble sort (Zhuang et al. 2023).
 * Picks: N / (window − 1) a pass, one pass for each of the best k.
 */
import { placed } from './judge';
import type { Pick, Placing } from './judge';

export type BubbleOptions = {
  /** Items a pick sees. Default 2. */
  readonly window?: number;
  /** How many places to settle, and with them how many passes. Default: all. */
  readonly top?: number;
};

/** Places the best first, one a pass. */
export async function* bubbleSort<T>(
  items: readonly T[],
  best: Pick<T>,
  { window = 2, top = items.length }: BubbleOptions = {},
): Placing<T> {
  const order = [...items];
  for (let rank = 0; rank < Math.min(top, order.length); rank++) {
    const moved = await pass(order, rank, window, best);
    // In a window of two every neighbour was looked at: nothing moved, so all is in order.
    if (!moved && window === 2) {
      yield placed(order.slice(rank), rank);
      return;
    }
    yield placed(order.slice(rank, rank + 1), rank);
  }
  if (order.length > top) yield placed(order.slice(top), top);
}

/** Brings the best item of `order` from `head` on to `head`; windows share an item, which carries the best so far. */
async function pass<T>(order: T[], head: number, window: number, best: Pick<T>): Promise<boolean> {
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
