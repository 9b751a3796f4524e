/**
 * @file Token vectors of a text for late interaction, quantized to 8 or 4 bits for each component.
 *
 * Each vector has a scale of its own (largest magnitude / 127, or / 7), so its bytes do not depend on the other
 * vectors.
 */
import type { VectorBits } from '../models/abilities';

/**
 * `rows × dimensions` integers with one scale for each row, and the pooled vector, of unit length, as int8 with one
 * scale.
 */
export type TokenVectors = {
  readonly rows: number;
  readonly dimensions: number;
  readonly bits: VectorBits;
  /**
   * (rows, dimensions). With 4 bits, components are −7…7, two in a byte with the even one in the low half: (rows,
   * dimensions / 2).
   */
  readonly components: Int8Array;
  readonly scales: Float32Array; // (rows)
  readonly pooled: Int8Array; // (pooled dimensions)
  readonly pooledScale: number;
};

/**
 * Vectors of a query also have the weight of each token in MaxSim, which is not negative, and not zero for all. They
 * have 8 bits.
 */
export type QueryVectors = TokenVectors & { readonly weights: Float32Array }; // (rows)

/**
 * Quantizes `tokens`, (rows, dimensions), and the pooled vector. The number of dimensions must be even if `bits` is 4.
 */
export function quantizeVectors(
  tokens: Float32Array,
  dimensions: number,
  pooled: Float32Array,
  bits: VectorBits = 8,
): TokenVectors {
  const rows = tokens.length / dimensions;
  const levels = bits === 4 ? 7 : 127;
  const wide = new Int8Array(tokens.length);
  const scales = new Float32Array(rows);
  for (let row = 0; row < rows; row++) scales[row] = quantizeVector(tokens, row * dimensions, dimensions, wide, levels);
  const mean = new Int8Array(pooled.length);
  const pooledScale = quantizeVector(pooled, 0, pooled.length, mean, 127);
  const components = bits === 4 ? packPairs(wide) : wide;
  return { rows, dimensions, bits, components, scales, pooled: mean, pooledScale };
}

/** The components in 8 bits each. Components of 4 bits are written to `target`, which must be large enough. */
export function unpackComponents({ bits, components }: TokenVectors, target: Int8Array): Int8Array {
  if (bits === 8) return components;
  for (let index = 0; index < components.length; index++) {
    const pair = components[index]!;
    target[2 * index] = (pair << 28) >> 28;
    target[2 * index + 1] = pair >> 4;
  }
  return target;
}

/** The size of the vectors in memory. */
export function byteSize({ components, scales, pooled }: TokenVectors): number {
  return components.byteLength + scales.byteLength + pooled.byteLength + 8;
}

/** Quantizes `count` values from `from` on to −levels…levels, and returns their scale. */
export function quantizeVector(
  values: Float32Array,
  from: number,
  count: number,
  components: Int8Array,
  levels: number,
): number {
  let largest = 0;
  for (let index = from; index < from + count; index++) largest = Math.max(largest, Math.abs(values[index]!));
  const scale = largest / levels;
  if (scale === 0) return 0;
  for (let index = from; index < from + count; index++) components[index] = Math.round(values[index]! / scale);
  return scale;
}

function packPairs(wide: Int8Array): Int8Array {
  return Int8Array.from(
    { length: wide.length / 2 },
    (_, index) => (wide[2 * index]! & 15) | (wide[2 * index + 1]! << 4),
  );
}
