/**
 * @file Lines of four-bit values, in groups with a float16 scale each, to int8 with one scale a line. In float32 throughout, rounded as NumPy
 * rounds, so that the bytes are those the exporter saw.
 */

export type Lines = {
  /** Values of a line. */
  readonly width: number;
  /** Values of a group. */
  readonly size: number;
  readonly packed: Uint8Array;
  readonly halves: DataView;
};

/** Writes one line's int8 values from `to` on and returns their scale: its largest magnitude / 127, in float32. */
export function expandLine({ width, size, packed, halves }: Lines, line: number, out: Int8Array, to: number): number {
  const groups = Math.ceil(width / size);
  const from = (line * width) / 2;
  const end = from + width / 2;
  let largest = SMALLEST;
  for (let group = 0; group < groups; group++) {
    const most = largestNibble(packed, from + (group * size) / 2, Math.min(end, from + ((group + 1) * size) / 2));
    largest = Math.max(largest, most * fromHalf(halves.getUint16(2 * (line * groups + group), true)));
  }
  const scale = Math.fround(largest / 127);
  for (let group = 0, at = from; group < groups; group++) {
    fillSteps(fromHalf(halves.getUint16(2 * (line * groups + group), true)), scale);
    for (const stop = Math.min(end, at + size / 2); at < stop; at++) {
      const byte = packed[at]!;
      out[to++] = STEPS[byte & 15]!;
      out[to++] = STEPS[byte >> 4]!;
    }
  }
  return scale;
}

function largestNibble(packed: Uint8Array, from: number, end: number): number {
  let most = 0;
  for (let at = from; at < end; at++) {
    const magnitude = MAGNITUDES[packed[at]!]!;
    if (magnitude > most) most = magnitude;
  }
  return most;
}

/** What each nibble of a group becomes: signed, times the group's scale, over the line's, rounded. */
function fillSteps(own: number, scale: number): void {
  for (let value = 1; value < 8; value++) {
    const step = roundEven(Math.fround((value * own) / scale));
    STEPS[value] = step;
    STEPS[16 - value] = -step;
  }
}

/** Of the group at hand, by nibble. −8 is never stored. */
const STEPS = new Int8Array(16);
const SMALLEST = Math.fround(1e-12);
/** The larger magnitude of a byte's two nibbles. */
const MAGNITUDES = Uint8Array.from({ length: 256 }, (_, byte) => Math.max(magnitude(byte & 15), magnitude(byte >> 4)));

function magnitude(nibble: number): number {
  return nibble < 8 ? nibble : 16 - nibble;
}

/** Halves to the even neighbour, as NumPy does: adding 1.5 · 2⁵² leaves no room for a fraction. */
function roundEven(value: number): number {
  return value + 6755399441055744 - 6755399441055744;
}

/** float16 (IEEE 754 binary16) of a scale: never negative, infinite or NaN. */
function fromHalf(bits: number): number {
  const fraction = bits & 0x3ff;
  return bits < 0x400 ? fraction * 2 ** -24 : (1024 + fraction) * POWERS[bits >> 10]!;
}

/** 2 to the exponent, less the ten bits of the fraction. */
const POWERS = Float64Array.from({ length: 31 }, (_, exponent) => 2 ** (exponent - 25));
