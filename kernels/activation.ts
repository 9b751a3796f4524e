/**
 * @file How quantized activations, 0…127, lie in memory: (rows / 4, depth / 4, 4 rows, 4), so that a block of four rows reads on and on from
 * one address.
 */

/**
 * Bytes of one. The relaxed dot reads bytes; the plain one reads 16 bits, and widening once when a row is quantized is cheaper than in every
 * block that reads it.
 */
export function activationBytes(): i32 {
  return ASC_FEATURE_RELAXED_SIMD ? 1 : 2;
}
