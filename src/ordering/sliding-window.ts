/**
 * @file A window that ranks what it sees, sliding from the tail to the head by `stride` (Sun et al. 2023, RankGPT).
 *
 * What a window leaves behind stays there, so places become final from the worst up. A good passage rises at most
 * window − stride places a step but goes along all the way. Rankings: (N − window) / stride + 1, rounded up.
 */
import { placed } from './judge';
import type { Placing, RankAll } from './judge';

export type WindowOptions = {
  /** Items a ranking sees, 2 or more. */
  readonly window: number;
  /** Items by which it moves, from 1 to `window`. */
  readonly stride: number;
};

/** Places the worst first, `stride` at a time; then the head. */
export async function* slidingWindow<T>(
  items: readonly T[],
  rank: RankAll<T>,
  { window, stride }: WindowOptions,
): Placing<T> {
  const order = [...items];
  for (let end = order.length; end > 0; end -= stride) {
    const start = Math.max(0, end - window);
    if (end - start > 1) order.splice(start, end - start, ...(await rank(order.slice(start, end))));
    const settled = start === 0 ? 0 : end - stride;
    yield placed(order.slice(settled, end), settled);
    if (start === 0) return;
  }
}
