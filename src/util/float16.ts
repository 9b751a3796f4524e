/** @file Reads IEEE 754 binary16 numbers, which graphs of half precision use. Pure. */

/** The number has one sign bit, five bits of exponent and ten of fraction. */
export function float16(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 31;
  const fraction = bits & 1023;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  if (exponent === 31) return fraction ? NaN : sign * Infinity;
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}

export function toFloats(halves: Uint16Array): Float32Array {
  return Float32Array.from(halves, float16);
}
