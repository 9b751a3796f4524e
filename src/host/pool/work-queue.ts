/** @file The order in which passages are processed: as given, by length, or by the current estimates of a cascade. */
import type { Survivors } from '../../cascade/survivors';

export interface WorkQueue {
  /** The indices to process next, best first; empty if no more are needed according to the results so far. */
  next(): readonly number[];
  /** Removes indices from the queue, because they are being processed. */
  take(indices: readonly number[]): void;
}

export function inOrder(indices: readonly number[]): WorkQueue {
  let from = 0;
  return {
    next: () => indices.slice(from, from + MAX_NEXT),
    take: (taken) => (from += taken.length),
  };
}

/**
 * Sorts each run of 64 indices by cost. Passages of similar length then share a batch, which needs little padding, and
 * the best candidates still come first.
 */
export function byLength(indices: readonly number[], cost: (index: number) => number): WorkQueue {
  const sorted: number[] = [];
  for (let from = 0; from < indices.length; from += RUN) {
    sorted.push(...indices.slice(from, from + RUN).sort((a, b) => cost(a) - cost(b)));
  }
  return inOrder(sorted);
}

/** Takes those of `indices` that `survivors` still needs scores of. */
export function bySurvival(indices: readonly number[], survivors: Survivors): WorkQueue {
  const open = new Set(indices);
  return {
    next: () => survivors.next().filter((index) => open.has(index)),
    take(taken) {
      for (const index of taken) survivors.markQueued(index);
    },
  };
}

/** The number of indices that are sorted together. */
const RUN = 64;
/** More than any micro-batch holds. */
const MAX_NEXT = 4096;
