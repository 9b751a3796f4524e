/**
 * @file Token vectors kept in 8 bits: what late interaction keeps of a text.
 *
 * Each row has a scale of its own (largest magnitude / 127), so a row's bytes depend on nothing but the row.
 */

/** `rows × dimensions` int8 components with a scale a row, and the pooled vector (unit length, fp32). */
export type TokenVectors = {
  readonly rows: number;
  readonly dimensions: number;
  readonly components: Int8Array; // (rows, dimensions)
  readonly scales: Float32Array; // (rows)
  readonly pooled: Float32Array; // (pooled dimensions)
};

/** Quantizes `rows × dimensions` floats that start at `offset` of `values`. */
export function quantizeTokens(
  values: Float32Array,
  offset: number,
  shape: { readonly rows: number; readonly dimensions: number },
  pooled: Float32Array,
): TokenVectors {
  const { rows, dimensions } = shape;
  const components = new Int8Array(rows * dimensions);
  const scales = new Float32Array(rows);
  for (let row = 0; row < rows; row++) {
    const from = offset + row * dimensions;
    const scale = largestMagnitude(values, from, dimensions) / 127;
    scales[row] = scale;
    if (scale === 0) continue;
    for (let d = 0; d < dimensions; d++) components[row * dimensions + d] = Math.round(values[from + d]! / scale);
  }
  return { rows, dimensions, components, scales, pooled };
}

export function byteSize({ components, scales, pooled }: TokenVectors): number {
  return components.byteLength + scales.byteLength + pooled.byteLength;
}

function largestMagnitude(values: Float32Array, from: number, count: number): number {
  let largest = 0;
  for (let at = from; at < from + count; at++) largest = Math.max(largest, Math.abs(values[at]!));
  return largest;
}
