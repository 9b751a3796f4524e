/**
 * @file Late interaction's score of two texts encoded apart. Pure.
 *
 * MaxSim (Khattab and Zaharia 2020, ColBERT): for each query token the best cosine over the passage's tokens; here their mean, so that
 * long queries score on the same scale as short ones. Cost: query tokens × passage tokens × dimensions multiply-adds.
 */
import type { TokenVectors } from '../engine/token-vectors';

/** Mean over the query's tokens of the best cosine over the passage's, in [−1, 1]. */
export function maxSim(query: TokenVectors, passage: TokenVectors): number {
  let sum = 0;
  for (let row = 0; row < query.rows; row++) sum += query.scales[row]! * bestMatch(query, row, passage);
  return sum / query.rows;
}

/** Dot product of two vectors of unit length. */
export function cosine(a: Float32Array, b: Float32Array): number {
  let sum = 0;
  for (let d = 0; d < a.length; d++) sum += a[d]! * b[d]!;
  return sum;
}

/** The largest scaled dot product of one query row with any passage row. Integer sums are exact, so order cannot matter. */
function bestMatch(query: TokenVectors, row: number, passage: TokenVectors): number {
  const { dimensions } = query;
  const { components, scales, rows } = passage;
  const q = query.components.subarray(row * dimensions, (row + 1) * dimensions);
  let best = -Infinity;
  for (let at = 0, p = 0; at < rows; at++) {
    let dot = 0;
    for (let d = 0; d < dimensions; d++, p++) dot += q[d]! * components[p]!;
    const scaled = dot * scales[at]!;
    if (scaled > best) best = scaled;
  }
  return best;
}
