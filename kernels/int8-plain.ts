/** @file One block of the int8 product without relaxed SIMD, for activations of 16 bits. */
import { finish } from './int8-finish';

/**
 * Computes 4 rows × 4 columns by 16-bit dot products of neighbours. Each half of a sum has its own lane until the end.
 */
export function plainBlock(
  rows: usize,
  depth: i32,
  panel: usize,
  rowScales: usize,
  rowZeros: usize,
  sums: usize,
  scales: usize,
  bias: usize,
  out: usize,
  line: usize,
): void {
  let r0a = i32x4.splat(0);
  let r0b = i32x4.splat(0);
  let r1a = i32x4.splat(0);
  let r1b = i32x4.splat(0);
  let r2a = i32x4.splat(0);
  let r2b = i32x4.splat(0);
  let r3a = i32x4.splat(0);
  let r3b = i32x4.splat(0);
  const end = panel + (<usize>depth << 3);
  while (panel < end) {
    let left = v128.load8x8_s(panel); // columns 0 and 1
    let right = v128.load8x8_s(panel, 8);
    let x = v128.load64_splat(rows);
    r0a = i32x4.add(r0a, i32x4.dot_i16x8_s(left, x));
    r0b = i32x4.add(r0b, i32x4.dot_i16x8_s(right, x));
    x = v128.load64_splat(rows, 8);
    r1a = i32x4.add(r1a, i32x4.dot_i16x8_s(left, x));
    r1b = i32x4.add(r1b, i32x4.dot_i16x8_s(right, x));
    x = v128.load64_splat(rows, 16);
    r2a = i32x4.add(r2a, i32x4.dot_i16x8_s(left, x));
    r2b = i32x4.add(r2b, i32x4.dot_i16x8_s(right, x));
    x = v128.load64_splat(rows, 24);
    r3a = i32x4.add(r3a, i32x4.dot_i16x8_s(left, x));
    r3b = i32x4.add(r3b, i32x4.dot_i16x8_s(right, x));
    left = v128.load8x8_s(panel, 32);
    right = v128.load8x8_s(panel, 40);
    x = v128.load64_splat(rows, 32);
    r0a = i32x4.add(r0a, i32x4.dot_i16x8_s(left, x));
    r0b = i32x4.add(r0b, i32x4.dot_i16x8_s(right, x));
    x = v128.load64_splat(rows, 40);
    r1a = i32x4.add(r1a, i32x4.dot_i16x8_s(left, x));
    r1b = i32x4.add(r1b, i32x4.dot_i16x8_s(right, x));
    x = v128.load64_splat(rows, 48);
    r2a = i32x4.add(r2a, i32x4.dot_i16x8_s(left, x));
    r2b = i32x4.add(r2b, i32x4.dot_i16x8_s(right, x));
    x = v128.load64_splat(rows, 56);
    r3a = i32x4.add(r3a, i32x4.dot_i16x8_s(left, x));
    r3b = i32x4.add(r3b, i32x4.dot_i16x8_s(right, x));
    panel += 64;
    rows += 64;
  }
  finish(joined(r0a, r0b), rowScales + 0, rowZeros + 0, sums, scales, bias, out);
  finish(joined(r1a, r1b), rowScales + 4, rowZeros + 4, sums, scales, bias, out + 1 * line);
  finish(joined(r2a, r2b), rowScales + 8, rowZeros + 8, sums, scales, bias, out + 2 * line);
  finish(joined(r3a, r3b), rowScales + 12, rowZeros + 12, sums, scales, bias, out + 3 * line);
}

// @ts-ignore: decorator
@inline
function joined(left: v128, right: v128): v128 {
  const even = i32x4.shuffle(left, right, 0, 2, 4, 6);
  return i32x4.add(even, i32x4.shuffle(left, right, 1, 3, 5, 7));
}
