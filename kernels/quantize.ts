/**
 * @file Quantizes activations to integers 0…127. Each row has a scale and a zero point of its own, so it does not
 * depend on other rows.
 *
 * Activations have seven bits, because the relaxed dot product is exact only for these. Each row has a zero point,
 * because activations after GELU are almost never negative and would waste half of a symmetric range.
 */
import { activationBytes } from './activation';
import { maxOf, minOf } from './lanes';

/**
 * Reads x, f32 (rows, depth), and multiplies each row by `factors`, f32 (depth). Writes activations in the layout of
 * `activation.ts`, and for each row an f32 scale and an f32 zero point: value ≈ (activation − zero) · scale.
 */
export function quantizeRows(
  x: usize,
  factors: usize,
  target: usize,
  scales: usize,
  zeros: usize,
  rows: i32,
  depth: i32,
): void {
  const width = (<usize>depth) << 2;
  for (let row = 0; row < rows; row++) {
    let low = f32x4.splat(0); // 0 is always in range, so it is represented exactly
    let high = f32x4.splat(0);
    for (let at: usize = 0; at < width; at += 16) {
      const values = f32x4.mul(v128.load(x + at), v128.load(factors + at));
      low = f32x4.pmin(values, low);
      high = f32x4.pmax(high, values);
    }
    const least = minOf(low);
    const scale = max<f32>(maxOf(high) - least, 1e-20) / 127;
    const zero = nearest<f32>(-least / scale);
    store<f32>(scales + (<usize>row << 2), scale);
    store<f32>(zeros + (<usize>row << 2), zero);
    const four = target + <usize>((row & ~3) * depth * activationBytes());
    quantizeRow(x, factors, four + <usize>((row & 3) * 4 * activationBytes()), width, <f32>1 / scale, zero);
    x += width;
  }
}

/** `target` is the address of the row's own four bytes or words among those of four rows. */
// @ts-ignore: decorator
@inline
function quantizeRow(x: usize, factors: usize, target: usize, width: usize, inverse: f32, zero: f32): void {
  const factor = f32x4.splat(inverse);
  const shift = f32x4.splat(zero);
  for (let at: usize = 0; at < width; at += 64) {
    const first = i16x8.narrow_i32x4_s(rounded(x + at, factors + at, factor, shift), rounded(x + at + 16, factors + at + 16, factor, shift));
    const last = i16x8.narrow_i32x4_s(rounded(x + at + 32, factors + at + 32, factor, shift), rounded(x + at + 48, factors + at + 48, factor, shift));
    if (ASC_FEATURE_RELAXED_SIMD) {
      const bytes = i8x16.narrow_i16x8_u(first, last);
      v128.store_lane<i32>(target, bytes, 0);
      v128.store_lane<i32>(target, bytes, 1, 16);
      v128.store_lane<i32>(target, bytes, 2, 32);
      v128.store_lane<i32>(target, bytes, 3, 48);
      target += 64;
    } else {
      v128.store_lane<i64>(target, first, 0);
      v128.store_lane<i64>(target, first, 1, 32);
      v128.store_lane<i64>(target, last, 0, 64);
      v128.store_lane<i64>(target, last, 1, 96);
      target += 128;
    }
  }
}

/** Clamps to 0…127, because rounding the zero point may move an end of the range by one. */
// @ts-ignore: decorator
@inline
function rounded(at: usize, own: usize, factor: v128, shift: v128): v128 {
  const values = i32x4.trunc_sat_f32x4_s(f32x4.nearest(f32x4.add(f32x4.mul(f32x4.mul(v128.load(at), v128.load(own)), factor), shift)));
  return i32x4.min_s(i32x4.max_s(values, i32x4.splat(0)), i32x4.splat(127));
}
