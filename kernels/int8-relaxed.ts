/**
 * @file One block of the int8 product with relaxed SIMD: 4 rows × 8 columns, for activations of 8 bits.
 *
 * Only eight sums, two loads of the panel and one activation are live at a time, and every address is one of two
 * pointers plus a constant, so that JavaScript engines keep all of them in registers. Blocks of 6 × 8, 3 × 16 or 4 ×
 * 12, or a pointer for each row, were slower by 20 to 50 percent.
 *
 * The first operand of a dot product is signed, and the second is 0…127. The sum of two products therefore fits in 16
 * bits, and both ways of summing four products are exact on every processor.
 */
import { finish } from './int8-finish';

/** Adds four products in one instruction, which is one machine instruction on x86 with VNNI and on ARM. */
export function fusedBlock(
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
  block(false, rows, depth, panel, rowScales, rowZeros, sums, scales, bias, out, line);
}

/**
 * Adds two products at a time and then the pairs, in three instructions, where engines emulate the one above with five.
 */
export function pairedBlock(
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
  block(true, rows, depth, panel, rowScales, rowZeros, sums, scales, bias, out, line);
}

/**
 * Whether the JavaScript engine emulates the fused dot product, as on x86 without VNNI. For operands outside the exact
 * range, 4 · 127 · 255, the emulation saturates the sums of two products at 32767, VNNI does not, and ARM reads 255 as
 * −1. `scratch` has 32 bytes.
 */
export function emulatesFusedDot(scratch: usize): bool {
  if (ASC_FEATURE_RELAXED_SIMD) {
    memory.fill(scratch, 127, 16);
    memory.fill(scratch + 16, 255, 16);
    const sum = i32x4.relaxed_dot_i8x16_i7x16_add_s(v128.load(scratch), v128.load(scratch, 16), i32x4.splat(0));
    return i32x4.extract_lane(sum, 0) == 2 * 32767;
  } else return false;
}

// @ts-ignore: decorator
@inline
function dot(w: v128, x: v128, sum: v128, pairs: bool): v128 {
  if (pairs) return i32x4.add(sum, i32x4.dot_i16x8_s(i16x8.relaxed_dot_i8x16_i7x16_s(w, x), i16x8.splat(1)));
  return i32x4.relaxed_dot_i8x16_i7x16_add_s(w, x, sum);
}

// @ts-ignore: decorator
@inline
function block(
  pairs: bool,
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
    let left = v128.load(panel); // columns 0…3, four depths each
    let right = v128.load(panel, 16);
    let x = v128.load32_splat(rows);
    r0a = dot(left, x, r0a, pairs);
    r0b = dot(right, x, r0b, pairs);
    x = v128.load32_splat(rows, 4);
    r1a = dot(left, x, r1a, pairs);
    r1b = dot(right, x, r1b, pairs);
    x = v128.load32_splat(rows, 8);
    r2a = dot(left, x, r2a, pairs);
    r2b = dot(right, x, r2b, pairs);
    x = v128.load32_splat(rows, 12);
    r3a = dot(left, x, r3a, pairs);
    r3b = dot(right, x, r3b, pairs);
    left = v128.load(panel, 32);
    right = v128.load(panel, 48);
    x = v128.load32_splat(rows, 16);
    r0a = dot(left, x, r0a, pairs);
    r0b = dot(right, x, r0b, pairs);
    x = v128.load32_splat(rows, 20);
    r1a = dot(left, x, r1a, pairs);
    r1b = dot(right, x, r1b, pairs);
    x = v128.load32_splat(rows, 24);
    r2a = dot(left, x, r2a, pairs);
    r2b = dot(right, x, r2b, pairs);
    x = v128.load32_splat(rows, 28);
    r3a = dot(left, x, r3a, pairs);
    r3b = dot(right, x, r3b, pairs);
    panel += 64;
    rows += 32;
  }
  finish(r0a, rowScales + 0, rowZeros + 0, sums + 0, scales + 0, bias + 0, out);
  finish(r0b, rowScales + 0, rowZeros + 0, sums + 16, scales + 16, bias + 16, out + 16);
  finish(r1a, rowScales + 4, rowZeros + 4, sums + 0, scales + 0, bias + 0, out + 1 * line);
  finish(r1b, rowScales + 4, rowZeros + 4, sums + 16, scales + 16, bias + 16, out + 1 * line + 16);
  finish(r2a, rowScales + 8, rowZeros + 8, sums + 0, scales + 0, bias + 0, out + 2 * line);
  finish(r2b, rowScales + 8, rowZeros + 8, sums + 16, scales + 16, bias + 16, out + 2 * line + 16);
  finish(r3a, rowScales + 12, rowZeros + 12, sums + 0, scales + 0, bias + 0, out + 3 * line);
  finish(r3b, rowScales + 12, rowZeros + 12, sums + 16, scales + 16, bias + 16, out + 3 * line + 16);
}
