/** @file Statistics over several runs. */

export type Spread = { readonly median: number; readonly low: number; readonly high: number; readonly runs: number };

/**
 * Returns the median and the range.
 *
 * @throws RangeError without values
 */
export function spread(values: readonly number[]): Spread {
  if (values.length === 0) throw new RangeError('Expected at least one value, got none');
  const sorted = [...values].sort((a, b) => a - b);
  const half = (sorted.length - 1) / 2;
  const median = (sorted[Math.floor(half)]! + sorted[Math.ceil(half)]!) / 2;
  return { median, low: sorted[0]!, high: sorted.at(-1), runs: sorted.length };
}

/** Returns the spread of each figure over the runs that have it; other values than numbers are ignored. */
export function spreads(runs: readonly Readonly<Record<string, unknown>>[]): Record<string, Spread> {
  const made: Record<string, number[]> = {};
  for (const run of runs) {
    for (const [name, value] of Object.entries(run)) if (typeof value === 'number') (made[name] ??= []).push(value);
  }
  return Object.fromEntries(Object.entries(made).map(([name, values]) => [name, spread(values)]));
}
