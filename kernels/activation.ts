/**
 * @file The memory layout of quantized activations, 0…127: (rows / 4, depth / 4, 4 rows, 4). A block of four rows reads
 * consecutive addresses.
 */

/**
 * Number of bytes of an activation. The relaxed dot product reads 8 bits. The plain one reads 16 bits, because widening
 * a row once when it is quantized is cheaper than in every block that reads it.
 */
export function activationBytes(): i32 {
  return ASC_FEATURE_RELAXED_SIMD ? 1 : 2;
}
