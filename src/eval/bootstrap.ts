/**
 * @file Confidence intervals of means over queries, by the bootstrap.
 *
 * Each resample draws as many queries as there are, with replacement; the interval holds the central share of the
 * resampled means. The paired bootstrap draws the per-query differences of two systems, so that the difficulty of a
 * query cancels out. Efron and Tibshirani 1993, chapter 13 (percentile interval); Sakai 2006 for retrieval metrics.
 */
import { mulberry32 } from './mulberry32';

/** A mean, and the bounds of its interval. */
export type Interval = { readonly mean: number; readonly low: number; readonly high: number };

export type BootstrapOptions = {
  /** Default: 10,000. */
  readonly resamples?: number;
  /** The same seed gives the same interval. Default: 1. */
  readonly seed?: number;
  /** The share of the resampled means inside the interval. Default: 0.95. */
  readonly level?: number;
};

/**
 * Returns the mean over sets of the mean within each, and its percentile interval. Queries are drawn within their set,
 * so that all sets weigh the same.
 *
 * @param sets one value per query, by set; a single set is the plain bootstrap
 * @throws RangeError where there is no set, or a set has no values
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
 * Returns `system` minus `baseline` for each query.
 *
 * @throws RangeError where the numbers of queries differ
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

/** Interpolates linearly between the two nearest of sorted values. */
function quantile(sorted: Float64Array, share: number): number {
  const position = share * (sorted.length - 1);
  const below = Math.floor(position);
  const [low, high] = [sorted[below]!, sorted[Math.ceil(position)]!];
  return low + (high - low) * (position - below);
}

function describe(sets: readonly (readonly number[])[]): string {
  return sets.length === 0 ? 'no set' : `sets of ${sets.map((values) => values.length).join(', ')} values`;
}
