/**
 * @file The inner loop of MaxSim (Khattab and Zaharia 2020): for each token of a query, the best match among the tokens
 * of a passage.
 *
 * Vectors are integers with one scale each. Dot products are summed in 32 bits, which is exact in any order and in both
 * builds. Four query tokens are processed at a time, so that a passage's vector is read once for four sums.
 */

import { bestOfNibbles, packQuery } from './max-sim-relaxed';

/**
 * Packs a query, int8 (rows, dimensions), as `bestMatches` reads it for passages of `bits`: 2 · dimensions + 4 bytes
 * for each row, with the number of rows rounded up to 8. Components are widened to 16 bits. With 4 bits, the 8 even
 * ones of each 16 precede the 8 odd ones.
 */
export function widenQuery(source: usize, target: usize, rows: i32, dimensions: i32, bits: i32): void {
  if (ASC_FEATURE_RELAXED_SIMD && bits == 4) return packQuery(source, target, rows, dimensions);
  const end = source + <usize>(rows * dimensions);
  if (bits == 8) {
    for (; source < end; source += 8, target += 16) v128.store(target, v128.load8x8_s(source));
    return;
  }
  for (; source < end; source += 16, target += 32) {
    const all = v128.load(source);
    v128.store(target, i16x8.shr_s(i16x8.shl(all, 8), 8));
    v128.store(target, i16x8.shr_s(all, 8), 16);
  }
}

/**
 * Writes the largest scaled dot product of each query row with any row of a passage: f32 (queryRows) at `best`.
 *
 * query: as packed above; queryRows is a multiple of 8. passage: (rows, dimensions) with `bits` for each component;
 * with 4, two in a byte and the even one in the low half. scales: f32 (rows). row: 4 · dimensions bytes of scratch
 * memory. Dimensions are a multiple of 16.
 */
export function bestMatches(
  query: usize,
  queryRows: i32,
  passage: usize,
  scales: usize,
  rows: i32,
  dimensions: i32,
  bits: i32,
  row: usize,
  best: usize,
): void {
  if (ASC_FEATURE_RELAXED_SIMD && bits == 4) return bestOfNibbles(query, queryRows, passage, scales, rows, dimensions, row, best);
  const width: usize = 2 * dimensions;
  const bytes: usize = bits == 4 ? dimensions >> 1 : dimensions;
  const end = best + ((<usize>queryRows) << 2);
  for (let at = best; at < end; at += 16) v128.store(at, f32x4.splat(-Infinity));
  for (let place = 0; place < rows; place++) {
    widenRow(passage, row, bytes, bits);
    const scale = v128.load32_splat(scales);
    for (let at = best, q = query; at < end; at += 16, q += 4 * width) {
      const matches = f32x4.mul(f32x4.convert_i32x4_s(fourDots(q, row, width)), scale);
      v128.store(at, f32x4.pmax(v128.load(at), matches));
    }
    passage += bytes;
    scales += 4;
  }
}

// @ts-ignore: decorator
@inline
function widenRow(source: usize, target: usize, bytes: usize, bits: i32): void {
  const end = source + bytes;
  if (bits == 8) {
    for (; source < end; source += 8, target += 16) v128.store(target, v128.load8x8_s(source));
    return;
  }
  for (; source < end; source += 8, target += 32) {
    const pairs = v128.load8x8_s(source);
    v128.store(target, i16x8.shr_s(i16x8.shl(pairs, 12), 12));
    v128.store(target, i16x8.shr_s(pairs, 4), 16);
  }
}

/** The dot products of four query rows, `width` bytes each, with one row. */
// @ts-ignore: decorator
@inline
function fourDots(query: usize, row: usize, width: usize): v128 {
  const second = query + width;
  const third = second + width;
  const fourth = third + width;
  let a = i32x4.splat(0);
  let b = i32x4.splat(0);
  let c = i32x4.splat(0);
  let d = i32x4.splat(0);
  for (let at: usize = 0; at < width; at += 16) {
    const x = v128.load(row + at);
    a = i32x4.add(a, i32x4.dot_i16x8_s(x, v128.load(query + at)));
    b = i32x4.add(b, i32x4.dot_i16x8_s(x, v128.load(second + at)));
    c = i32x4.add(c, i32x4.dot_i16x8_s(x, v128.load(third + at)));
    d = i32x4.add(d, i32x4.dot_i16x8_s(x, v128.load(fourth + at)));
  }
  return halves(halves(a, b), halves(c, d));
}

/** The sums of neighbours: (a0 + a1, a2 + a3, b0 + b1, b2 + b3). */
// @ts-ignore: decorator
@inline
function halves(a: v128, b: v128): v128 {
  return i32x4.add(i32x4.shuffle(a, b, 0, 2, 4, 6), i32x4.shuffle(a, b, 1, 3, 5, 7));
}
