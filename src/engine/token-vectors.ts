/**
 * @file Token vectors kept in 8 bits: what late interaction keeps of a text.
 *
 * Each vector has a scale of its own (largest magnitude / 127), so a row's bytes depend on nothing but the row.
 */

/** `rows × dimensions` int8 components with a scale a row, and the pooled vector (of unit length), also int8 with a scale. */
export type TokenVectors = {
  readonly rows: number;
  readonly dimensions: number;
  readonly components: Int8Array; // (rows, dimensions)
  readonly scales: Float32Array; // (rows)
  readonly pooled: Int8Array; // (pooled dimensions)
  readonly pooledScale: number;
};

/** A query's also have what each token weighs in MaxSim: not negative, not all zero. */
export type QueryVectors = TokenVectors & { readonly weights: Float32Array }; // (rows)

/** Quantizes `tokens`, (rows, dimensions) floats, and the pooled vector. */
export function quantizeTokens(tokens: Float32Array, dimensions: number, pooled: Float32Array): TokenVectors {
  const rows = tokens.length / dimensions;
  const components = new Int8Array(tokens.length);
  const scales = new Float32Array(rows);
  for (let row = 0; row < rows; row++) scales[row] = quantize(tokens, row * dimensions, dimensions, components);
  const mean = new Int8Array(pooled.length);
  const pooledScale = quantize(pooled, 0, pooled.length, mean);
  return { rows, dimensions, components, scales, pooled: mean, pooledScale };
}

/** Adds neighbouring unit vectors, (0, 1), (2, 3), …, and makes each sum unit again; a last odd one stays alone. */
export function mergePairs(tokens: Float32Array, dimensions: number): Float32Array {
  const rows = Math.ceil(tokens.length / dimensions / 2);
  const merged = new Float32Array(rows * dimensions);
  for (let row = 0; row < rows; row++) {
    const to = row * dimensions;
    const [left, right] = [2 * to, 2 * to + dimensions];
    let squares = 0;
    for (let d = 0; d < dimensions; d++) {
      const sum = tokens[left + d]! + (tokens[right + d] ?? 0);
      squares += sum * sum;
      merged[to + d] = sum;
    }
    const length = Math.sqrt(squares) || 1; // opposite vectors leave nothing
    for (let d = 0; d < dimensions; d++) merged[to + d]! /= length;
  }
  return merged;
}

/** In memory. */
export function byteSize({ components, scales, pooled }: TokenVectors): number {
  return components.byteLength + scales.byteLength + pooled.byteLength + 8;
}

/** Writes `count` components from `from` on and returns their scale. */
function quantize(values: Float32Array, from: number, count: number, components: Int8Array): number {
  let largest = 0;
  for (let at = from; at < from + count; at++) largest = Math.max(largest, Math.abs(values[at]!));
  const scale = largest / 127;
  if (scale === 0) return 0;
  for (let at = from; at < from + count; at++) components[at] = Math.round(values[at]! / scale);
  return scale;
}
