/**
 * @file The score that late interaction gives two separately encoded texts. Pure.
 *
 * MaxSim (Khattab and Zaharia 2020, ColBERT) takes, for each query token, the best cosine over the passage's tokens.
 * Here the result is their mean weighted by the query tokens' weights, so that long and short queries score on the same
 * scale. Cost: query tokens × passage tokens × dimensions multiply-adds. Integer sums are exact, so the result does not
 * depend on the order of the tokens.
 */
import { unpackComponents } from '../../engine/token-vectors';
import type { QueryVectors, TokenVectors } from '../../engine/token-vectors';

/** Returns the weighted mean, over the query's tokens, of the best cosine with a passage token, in [−1, 1]. */
export function maxSim(query: QueryVectors, passage: TokenVectors): number {
  return meanMatch(query, bestMatches(query, passage));
}

/**
 * @param matches the best match of each query token, (query tokens). Returns their mean by the tokens' weights and
 * scales.
 */
export function meanMatch({ rows, weights, scales }: QueryVectors, matches: Float32Array): number {
  let sum = 0;
  let total = 0;
  for (let token = 0; token < rows; token++) {
    sum += weights[token]! * scales[token]! * matches[token]!;
    total += weights[token]!;
  }
  return sum / total;
}

/**
 * Returns for each query token its largest dot product with a passage token, times that token's scale: (query tokens).
 */
export function bestMatches(query: QueryVectors, passage: TokenVectors): Float32Array {
  const components = unpackComponents(passage, scratchOfSize(passage.rows * passage.dimensions));
  return Float32Array.from({ length: query.rows }, (_, token) => bestMatch(query, token, passage, components));
}

/** Returns the cosine of the pooled vectors. */
export function cosine(query: TokenVectors, passage: TokenVectors): number {
  let dot = 0;
  for (let d = 0; d < query.pooled.length; d++) dot += query.pooled[d]! * passage.pooled[d]!;
  return dot * query.pooledScale * passage.pooledScale;
}

/** Returns the largest scaled dot product of one query token with any passage token. */
function bestMatch(query: TokenVectors, token: number, passage: TokenVectors, components: Int8Array): number {
  const { dimensions } = query;
  const { scales, rows } = passage;
  const q = query.components.subarray(token * dimensions, (token + 1) * dimensions);
  let best = -Infinity;
  for (let passageToken = 0, p = 0; passageToken < rows; passageToken++) {
    let dot = 0;
    for (let d = 0; d < dimensions; d++, p++) dot += q[d]! * components[p]!;
    const scaled = Math.fround(dot * scales[passageToken]!); // single precision, as in the kernel
    if (scaled > best) best = scaled;
  }
  return best;
}

/** Holds the 4-bit vectors of one passage at a time, widened to 8 bits. */
let scratch = new Int8Array(0);

function scratchOfSize(size: number): Int8Array {
  if (scratch.length < size) scratch = new Int8Array(2 * size);
  return scratch;
}
