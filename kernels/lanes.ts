/** @file Operations on four floats at a time that several steps share. */

/** a · b + c, rounded once if the build and the processor support it. */
// @ts-ignore: decorator
@inline
export function madd(a: v128, b: v128, c: v128): v128 {
  if (ASC_FEATURE_RELAXED_SIMD) return f32x4.relaxed_madd(a, b, c);
  else return f32x4.add(f32x4.mul(a, b), c);
}

/** Adds the lanes always in the same order, so that the sum of a row depends only on the row. */
// @ts-ignore: decorator
@inline
export function sumOf(a: v128): f32 {
  return f32x4.extract_lane(a, 0) + f32x4.extract_lane(a, 1) + (f32x4.extract_lane(a, 2) + f32x4.extract_lane(a, 3));
}

// @ts-ignore: decorator
@inline
export function maxOf(a: v128): f32 {
  return max(
    max(f32x4.extract_lane(a, 0), f32x4.extract_lane(a, 1)),
    max(f32x4.extract_lane(a, 2), f32x4.extract_lane(a, 3)),
  );
}

// @ts-ignore: decorator
@inline
export function minOf(a: v128): f32 {
  return min(
    min(f32x4.extract_lane(a, 0), f32x4.extract_lane(a, 1)),
    min(f32x4.extract_lane(a, 2), f32x4.extract_lane(a, 3)),
  );
}

/** The four signed bytes at address `at`, times `scale`. */
// @ts-ignore: decorator
@inline
export function scaledBytes(at: usize, scale: v128): v128 {
  const wide = i32x4.extend_low_i16x8_s(i16x8.extend_low_i8x16_s(v128.load32_zero(at)));
  return f32x4.mul(f32x4.convert_i32x4_s(wide), scale);
}
