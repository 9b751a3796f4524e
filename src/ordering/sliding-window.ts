/**
 * @file A window slides from the tail to the head by `stride`, and a judge ranks the items in it (Sun et al. 2023,
 * RankGPT).
 *
 * Items behind the window are final, so ranks become final from the worst up. The best window − stride items of a
 * window are ranked again in the next one, so a good item can rise from the tail to the head. Rankings: (N − window) /
 * stride + 1, rounded up.
 */
import { withRanks } from './judge';
import type { RankedItems, RankAll } from './judge';

export type WindowOptions = {
  /** The number of items of one ranking, 2 or more. */
  readonly window: number;
  /** The number of items by which the window moves, from 1 to `window`. */
  readonly stride: number;
};

/** Yields the worst items first, `stride` at a time, then the head. */
export async function* slidingWindow<T>(
  items: readonly T[],
  rank: RankAll<T>,
  { window, stride }: WindowOptions,
): RankedItems<T> {
  const order = [...items];
  for (let end = order.length; end > 0; end -= stride) {
    const start = Math.max(0, end - window);
    if (end - start > 1) order.splice(start, end - start, ...(await rank(order.slice(start, end))));
    const settled = start === 0 ? 0 : end - stride;
    yield withRanks(order.slice(settled, end), settled);
    if (start === 0) return;
  }
}
