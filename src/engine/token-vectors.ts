/**
 * @file Token vectors kept in 8 or 4 bits: what late interaction keeps of a text.
 *
 * Each vector has a scale of its own (largest magnitude / 127, or / 7), so a row's bytes depend on nothing but the row.
 */
import type { VectorBits } from '../models/abilities';

/** `rows × dimensions` integers with a scale a row, and the pooled vector (of unit length), int8 with a scale. */
export type TokenVectors = {
  readonly rows: number;
  readonly dimensions: number;
  readonly bits: VectorBits;
  /** (rows, dimensions); with 4 bits −7…7, two a byte, the even one in the low half: (rows, dimensions / 2). */
  readonly components: Int8Array;
  readonly scales: Float32Array; // (rows)
  readonly pooled: Int8Array; // (pooled dimensions)
  readonly pooledScale: number;
};

/** A query's also have what each token weighs in MaxSim: not negative, not all zero. Always of 8 bits. */
export type QueryVectors = TokenVectors & { readonly weights: Float32Array }; // (rows)

/** Quantizes `tokens`, (rows, dimensions) floats with an even number of dimensions where `bits` is 4, and the pooled vector. */
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
  for (let row = 0; row < rows; row++) scales[row] = quantize(tokens, row * dimensions, dimensions, wide, levels);
  const mean = new Int8Array(pooled.length);
  const pooledScale = quantize(pooled, 0, pooled.length, mean, 127);
  const components = bits === 4 ? packPairs(wide) : wide;
  return { rows, dimensions, bits, components, scales, pooled: mean, pooledScale };
}

/** The components of all rows in 8 bits each, in `target`, which has room for them; or as they are. */
export function unpackComponents({ bits, components }: TokenVectors, target: Int8Array): Int8Array {
  if (bits === 8) return components;
  for (let index = 0; index < components.length; index++) {
    const pair = components[index]!;
    target[2 * index] = (pair << 28) >> 28;
    target[2 * index + 1] = pair >> 4;
  }
  return target;
}

/** In memory. */
export function byteSize({ components, scales, pooled }: TokenVectors): number {
  return components.byteLength + scales.byteLength + pooled.byteLength + 8;
}

/** Writes `count` components from `from` on, of −levels…levels, and returns their scale. */
function quantize(values: Float32Array, from: number, count: number, components: Int8Array, levels: number): number {
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
