/**
 * @file Vectors of unit length in 1 to 4 bits a component, and back to int8. The levels are those that lose least of a
 * normal distribution (Lloyd 1982, Max 1960) in units of the vector's standard deviation. A vector needs no scale: its
 * length is 1, so the scale follows from its components.
 */

export type Bits = 1 | 2 | 3 | 4;

/** The positive levels by the number of bits; the negative ones mirror them. */
const LEVELS: Readonly<Record<Bits, readonly number[]>> = {
  1: [0.7979],
  2: [0.4528, 1.51],
  3: [0.2451, 0.756, 1.344, 2.152],
  4: [0.1284, 0.3881, 0.6568, 0.9424, 1.256, 1.618, 2.069, 2.733],
};
/** The largest level becomes this component. */
const LARGEST = 127;

export function bytesOfVector(dimensions: number, bits: Bits): number {
  return Math.ceil((dimensions * bits) / 8);
}

/**
 * @param vectors (rows, dimensions), of unit length
 * @returns (rows, bytes of a vector): the code of a component is its level, counted from the lowest; low bits first
 */
export function toFewBits(vectors: Float32Array, dimensions: number, bits: Bits): Uint8Array {
  const rows = vectors.length / dimensions;
  const bytes = bytesOfVector(dimensions, bits);
  const packed = new Uint8Array(rows * bytes);
  const levels = LEVELS[bits];
  const deviation = 1 / Math.sqrt(dimensions);
  for (let row = 0; row < rows; row++) {
    for (let d = 0; d < dimensions; d++) {
      const code = codeOf(vectors[row * dimensions + d]! / deviation, levels);
      const bit = d * bits;
      const at = row * bytes + (bit >> 3);
      packed[at]! |= code << (bit & 7);
      if ((bit & 7) + bits > 8) packed[at + 1]! |= code >> (8 - (bit & 7));
    }
  }
  return packed;
}

export type Int8Vectors = { readonly components: Int8Array; readonly scales: Float32Array };

/** Components in 8 bits, (rows, dimensions), with the scale of each row that makes its length 1. */
export function fromFewBits(packed: Uint8Array, dimensions: number, bits: Bits): Int8Vectors {
  const bytes = bytesOfVector(dimensions, bits);
  const rows = packed.length / bytes;
  const table = componentsOf(bits);
  const components = new Int8Array(rows * dimensions);
  const scales = new Float32Array(rows);
  for (let row = 0; row < rows; row++) {
    let squares = 0;
    for (let d = 0; d < dimensions; d++) {
      const bit = d * bits;
      const at = row * bytes + (bit >> 3);
      const pair = packed[at]! | ((packed[at + 1] ?? 0) << 8);
      const component = table[(pair >> (bit & 7)) & (2 ** bits - 1)]!;
      components[row * dimensions + d] = component;
      squares += component * component;
    }
    scales[row] = 1 / Math.sqrt(squares);
  }
  return { components, scales };
}

function codeOf(value: number, levels: readonly number[]): number {
  const size = Math.abs(value);
  let level = 0;
  while (level + 1 < levels.length && size > (levels[level]! + levels[level + 1]!) / 2) level++;
  return value < 0 ? levels.length - 1 - level : levels.length + level;
}

function componentsOf(bits: Bits): Int8Array {
  const levels = LEVELS[bits];
  const positive = levels.map((level) => Math.round((level / levels.at(-1)!) * LARGEST));
  return Int8Array.from([...positive.map((level) => -level).reverse(), ...positive]);
}
