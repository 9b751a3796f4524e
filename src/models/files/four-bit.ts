/**
 * @file Expands lines of four-bit values, in groups with a float16 scale each, to int8 values with one scale for each
 * line. The arithmetic is in float32 and rounds as NumPy does, so the bytes equal those of the exporter.
 */

export type Lines = {
  /** Number of values in a line. */
  readonly width: number;
  /** Number of values in a group. */
  readonly size: number;
  readonly packed: Uint8Array;
  readonly halves: DataView;
};

/**
 * Writes the int8 values of one line from offset `to` on, and returns their scale: the line's largest magnitude / 127,
 * in float32.
 */
export function expandLine({ width, size, packed, halves }: Lines, line: number, out: Int8Array, to: number): number {
  const groups = Math.ceil(width / size);
  const from = (line * width) / 2;
  const end = from + width / 2;
  let largest = SMALLEST;
  for (let group = 0; group < groups; group++) {
    const nibble = largestNibble(packed, from + (group * size) / 2, Math.min(end, from + ((group + 1) * size) / 2));
    largest = Math.max(largest, nibble * Math.abs(fromHalf(halves.getUint16(2 * (line * groups + group), true))));
  }
  const scale = Math.fround(largest / 127);
  for (let group = 0, index = from; group < groups; group++) {
    fillSteps(fromHalf(halves.getUint16(2 * (line * groups + group), true)), scale);
    for (const stop = Math.min(end, index + size / 2); index < stop; index++) {
      const byte = packed[index]!;
      out[to++] = STEPS[byte & 15]!;
      out[to++] = STEPS[byte >> 4]!;
    }
  }
  return scale;
}

function largestNibble(packed: Uint8Array, from: number, end: number): number {
  let largest = 0;
  for (let index = from; index < end; index++) {
    const magnitude = MAGNITUDES[packed[index]!]!;
    if (magnitude > largest) largest = magnitude;
  }
  return largest;
}

/** Fills `STEPS` for a group: the signed nibble, times the group's scale, divided by the line's scale, rounded. */
function fillSteps(groupScale: number, scale: number): void {
  for (let value = 1; value <= 8; value++) {
    const step = roundEven(Math.fround((value * groupScale) / scale));
    STEPS[16 - value] = -step;
    if (value < 8) STEPS[value] = step;
  }
}

/** The int8 value of each nibble of the current group. */
const STEPS = new Int8Array(16);
const SMALLEST = Math.fround(1e-12);
/** The larger magnitude of a byte's two nibbles. */
const MAGNITUDES = Uint8Array.from({ length: 256 }, (_, byte) => Math.max(magnitude(byte & 15), magnitude(byte >> 4)));

function magnitude(nibble: number): number {
  return nibble < 8 ? nibble : 16 - nibble;
}

/** Rounds half to even, as NumPy does: after 1.5 · 2⁵² is added, no bits are left for a fraction. */
function roundEven(value: number): number {
  return value + 6755399441055744 - 6755399441055744;
}

/** The value of a scale in float16 (IEEE 754 binary16). A scale may be negative, but not infinite or NaN. */
function fromHalf(bits: number): number {
  const fraction = bits & 0x3ff;
  const exponent = (bits >> 10) & 31;
  const magnitude = exponent === 0 ? fraction * 2 ** -24 : (1024 + fraction) * POWERS[exponent]!;
  return bits < 0x8000 ? magnitude : -magnitude;
}

/** Powers of two by exponent, divided by 2¹⁰ for the ten bits of the fraction. */
const POWERS = Float64Array.from({ length: 31 }, (_, exponent) => 2 ** (exponent - 25));
