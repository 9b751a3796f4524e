/**
 * @file How sure a mean over queries is: the bootstrap.
 *
 * Queries are drawn again and again with replacement, as many as there are, and the interval holds the middle of the means that come out.
 * Of two systems the differences query by query are drawn, which is the paired bootstrap: what makes a query hard for both cancels out.
 * Efron and Tibshirani 1993, chapter 13 (percentile interval); Sakai 2006 for retrieval metrics.
 */
import { mulberry32 } from './mulberry32';

/** A mean, and the ends of its interval. */
export type Interval = { readonly mean: number; readonly low: number; readonly high: number };

export type BootstrapOptions = {
  /** Default 10,000. */
  readonly resamples?: number;
  /** The same seed gives the same interval. Default 1. */
  readonly seed?: number;
  /** Share of the means inside the interval. Default 0.95. */
  readonly level?: number;
};

/**
 * The mean over sets of the mean within each, and its percentile interval. Queries are drawn within their set, so a large set does not
 * outweigh a small one.
 *
 * @param sets one value a query, by set; a single set is the plain bootstrap
 * @throws RangeError when there is no set, or one without values
 */
export function bootstrapInterval(sets: readonly (readonly number[])[], options: BootstrapOptions = {}): Interval {
  if (sets.length === 0 || sets.some((values) => values.length === 0)) {
    throw new RangeError(`Expected at least one value in each of one or more sets, got ${describe(sets)}`);
  }
  const { resamples = 10_000, seed = 1, level = 0.95 } = options;
  const next = mulberry32(seed);
  const columns = sets.map((values) => Float64Array.from(values));
  const means = Float64Array.from({ length: resamples }, () => meanOver(columns, (values) => drawnMean(values, next)));
  means.sort();
  const tail = (1 - level) / 2;
  return { mean: meanOver(columns, plainMean), low: quantile(means, tail), high: quantile(means, 1 - tail) };
}

/**
 * What `system` has more than `baseline`, query by query.
 *
 * @throws RangeError when they have not the same number of queries
 */
export function pairedDifferences(system: readonly number[], baseline: readonly number[]): number[] {
  if (system.length === baseline.length) return system.map((value, query) => value - baseline[query]!);
  throw new RangeError(`Expected values of the same queries, got ${system.length} and ${baseline.length} values`);
}

function drawnMean(values: Float64Array, next: () => number): number {
  let sum = 0;
  for (const _ of values) sum += values[Math.floor(next() * values.length)]!;
  return sum / values.length;
}

function plainMean(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function meanOver(sets: readonly Float64Array[], of: (values: Float64Array) => number): number {
  return sets.reduce((sum, values) => sum + of(values), 0) / sets.length;
}

/** Between the two nearest of sorted values, in proportion. */
function quantile(sorted: Float64Array, share: number): number {
  const place = share * (sorted.length - 1);
  const below = Math.floor(place);
  const [low, high] = [sorted[below]!, sorted[Math.ceil(place)]!];
  return low + (high - low) * (place - below);
}

function describe(sets: readonly (readonly number[])[]): string {
  return sets.length === 0 ? 'no set' : `sets of ${sets.map((values) => values.length).join(', ')} values`;
}
