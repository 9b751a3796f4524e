/**
 * @file Late interaction's score of two texts encoded apart. Pure.
 *
 * MaxSim (Khattab and Zaharia 2020, ColBERT): for each query token the best cosine over the passage's tokens; here their mean by the
 * query tokens' weights, so that long queries score on the same scale as short ones. Cost: query tokens × passage tokens × dimensions
 * multiply-adds. Integer sums are exact, so order cannot matter.
 */
import { unpackComponents } from '../../engine/token-vectors';
import type { QueryVectors, TokenVectors } from '../../engine/token-vectors';

/** Weighted mean over the query's tokens of the best cosine over the passage's, in [−1, 1]. */
export function maxSim(query: QueryVectors, passage: TokenVectors): number {
  return meanMatch(query, bestMatches(query, passage));
}

/** What `matches`, (query rows), come to: each times its query token's scale, then their mean by the tokens' weights. */
export function meanMatch({ rows, weights, scales }: QueryVectors, matches: Float32Array): number {
  let sum = 0;
  let total = 0;
  for (let row = 0; row < rows; row++) {
    sum += weights[row]! * scales[row]! * matches[row]!;
    total += weights[row]!;
  }
  return sum / total;
}

/** For each token of the query the largest dot with a passage's token, times that token's scale: (query rows). */
export function bestMatches(query: QueryVectors, passage: TokenVectors): Float32Array {
  const components = unpackComponents(passage, room(passage.rows * passage.dimensions));
  return Float32Array.from({ length: query.rows }, (_, row) => bestMatch(query, row, passage, components));
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
    const scaled = Math.fround(dot * scales[at]!); // as the kernel has it
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
