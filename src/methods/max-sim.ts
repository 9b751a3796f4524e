/**
 * @file Late interaction's score of two texts encoded apart. Pure.
 *
 * MaxSim (Khattab and Zaharia 2020, ColBERT): for each query token the best cosine over the passage's tokens; here their mean by the
 * query tokens' weights, so that long queries score on the same scale as short ones. Cost: query tokens × passage tokens × dimensions
 * multiply-adds. Integer sums are exact, so order cannot matter.
 */
import { wideComponents } from '../engine/token-vectors';
import type { QueryVectors, TokenVectors } from '../engine/token-vectors';

/** Weighted mean over the query's tokens of the best cosine over the passage's, in [−1, 1]. */
export function maxSim(query: QueryVectors, passage: TokenVectors): number {
  const components = wideComponents(passage, room(passage.rows * passage.dimensions));
  let sum = 0;
  let total = 0;
  for (let row = 0; row < query.rows; row++) {
    const weight = query.weights[row]!;
    sum += weight * query.scales[row]! * bestMatch(query, row, passage, components);
    total += weight;
  }
  return sum / total;
}

/** Of the pooled vectors. */
export function cosine(query: TokenVectors, passage: TokenVectors): number {
  let dot = 0;
  for (let d = 0; d < query.pooled.length; d++) dot += query.pooled[d]! * passage.pooled[d]!;
  return dot * query.pooledScale * passage.pooledScale;
}

/** The largest scaled dot product of one query row with any passage row. */
function bestMatch(query: TokenVectors, row: number, passage: TokenVectors, components: Int8Array): number {
  const { dimensions } = query;
  const { scales, rows } = passage;
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

/** Where vectors of 4 bits are widened, one passage at a time. */
let scratch = new Int8Array(0);

function room(size: number): Int8Array {
  if (scratch.length < size) scratch = new Int8Array(2 * size);
  return scratch;
}
