/** A timer with a longer delay overflows and fires at once. */
const LONGEST_MS = 2 ** 31 - 1;

/**
 * Runs `work` after `ms`, or never if `ms` is longer than a timer can wait (about 24 days). Returns a function that
 * cancels it.
 */
export function runAfter(ms: number, work: () => void): () => void {
  if (ms > LONGEST_MS) return () => undefined;
  const timer = setTimeout(work, ms);
  return () => clearTimeout(timer);
}
