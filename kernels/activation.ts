/**
 * Bytes of one quantized activation, 0…127. The relaxed dot reads bytes; the plain one reads 16 bits, and widening once when a row is
 * quantized is cheaper than in every block that reads it.
 */
export function activationBytes(): i32 {
  return ASC_FEATURE_RELAXED_SIMD ? 1 : 2;
}
