/** Timers overflow beyond this and fire at once. */
const LONGEST_MS = 2 ** 31 - 1;

/** Does `work` after `ms`; never, when that is longer than a timer can wait (some 24 days). Returns how to call it off. */
export function runAfter(ms: number, work: () => void): () => void {
  if (ms > LONGEST_MS) return () => undefined;
  const timer = setTimeout(work, ms);
  return () => clearTimeout(timer);
}
