/** @file Which rows go next: in their order, or as a cascade's statistics have it at the moment. */
import type { Survivors } from '../../cascade/survivors';

export interface WorkQueue {
  /** Rows that should go next, best first; none when nothing more is wanted as far as is known by now. */
  ahead(): readonly number[];
  /** Those are on their way. */
  take(rows: readonly number[]): void;
}

export function inOrder(rows: readonly number[]): WorkQueue {
  let from = 0;
  return {
    ahead: () => rows.slice(from, from + MOST_AHEAD),
    take: (some) => (from += some.length),
  };
}

/** The same in windows of rows, each by rising cost: rows of like length share a batch, little is padded, and the best still come first. */
export function byLength(rows: readonly number[], cost: (row: number) => number): WorkQueue {
  const sorted: number[] = [];
  for (let from = 0; from < rows.length; from += WINDOW) {
    sorted.push(...rows.slice(from, from + WINDOW).sort((a, b) => cost(a) - cost(b)));
  }
  return inOrder(sorted);
}

/** Of `rows`, what `survivors` asks for. */
export function bySurvival(rows: readonly number[], survivors: Survivors): WorkQueue {
  const open = new Set(rows);
  return {
    ahead: () => survivors.ahead().filter((row) => open.has(row)),
    take(some) {
      for (const row of some) survivors.take(row);
    },
  };
}

/** Rows that are sorted together. */
const WINDOW = 64;
/** More than any micro-batch holds. */
const MOST_AHEAD = 4096;
