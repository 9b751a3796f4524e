/**
 * @file int8 weights times activations 0…127, in blocks of 4 rows × 8 columns: (rows, depth) × (depth, columns) to f32 (rows, columns).
 *
 * Sums are integers and exact. They become floats by out = (sum − zero · columnSum) · rowScale · columnScale + bias.
 */
import { madd } from './lanes';

/**
 * x: activations (rows, depth); w: packed, see `pack.ts`; sums i32, scales f32 and bias f32: (columns); rowScales and rowZeros f32: (rows).
 */
export function int8Product(
  x: usize,
  rowScales: usize,
  rowZeros: usize,
  w: usize,
  sums: usize,
  scales: usize,
  bias: usize,
  out: usize,
  rows: i32,
  depth: i32,
  columns: i32,
): void {
  const line = (<usize>columns) << 2;
  for (let n = 0; n < columns; n += 8) {
    // The panel of 8 columns stays in the first cache while all rows pass by.
    const panel = w + <usize>(n * depth);
    const side = (<usize>n) << 2;
    for (let m = 0; m < rows; m += 4) {
      const row = (<usize>m) << 2;
      const target = out + <usize>m * line + side;
      if (ASC_FEATURE_RELAXED_SIMD) {
        const from = x + <usize>(m * depth);
        relaxedBlock(from, depth, panel, rowScales + row, rowZeros + row, sums + side, scales + side, bias + side, target, line);
      } else {
        const from = x + <usize>(2 * m * depth);
        for (let half: usize = 0; half < 32; half += 16) {
          const own = side + half;
          plainBlock(from, depth, panel + half, rowScales + row, rowZeros + row, sums + own, scales + own, bias + own, target + half, line);
        }
      }
    }
  }
}

/** 4 rows × 8 columns. The first operand of the dot is signed, the second 0…127: then it is exact everywhere. */
function relaxedBlock(
  x0: usize,
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
  const x1 = x0 + depth;
  const x2 = x1 + depth;
  const x3 = x2 + depth;
  let r0a = i32x4.splat(0);
  let r0b = i32x4.splat(0);
  let r1a = i32x4.splat(0);
  let r1b = i32x4.splat(0);
  let r2a = i32x4.splat(0);
  let r2b = i32x4.splat(0);
  let r3a = i32x4.splat(0);
  let r3b = i32x4.splat(0);
  const end: usize = depth;
  for (let k: usize = 0; k < end; k += 8) {
    let left = v128.load(panel); // columns 0…3, four depths each
    let right = v128.load(panel, 16);
    let x = v128.load32_splat(x0 + k);
    r0a = i32x4.relaxed_dot_i8x16_i7x16_add_s(left, x, r0a);
    r0b = i32x4.relaxed_dot_i8x16_i7x16_add_s(right, x, r0b);
    x = v128.load32_splat(x1 + k);
    r1a = i32x4.relaxed_dot_i8x16_i7x16_add_s(left, x, r1a);
    r1b = i32x4.relaxed_dot_i8x16_i7x16_add_s(right, x, r1b);
    x = v128.load32_splat(x2 + k);
    r2a = i32x4.relaxed_dot_i8x16_i7x16_add_s(left, x, r2a);
    r2b = i32x4.relaxed_dot_i8x16_i7x16_add_s(right, x, r2b);
    x = v128.load32_splat(x3 + k);
    r3a = i32x4.relaxed_dot_i8x16_i7x16_add_s(left, x, r3a);
    r3b = i32x4.relaxed_dot_i8x16_i7x16_add_s(right, x, r3b);
    left = v128.load(panel, 32);
    right = v128.load(panel, 48);
    x = v128.load32_splat(x0 + k, 4);
    r0a = i32x4.relaxed_dot_i8x16_i7x16_add_s(left, x, r0a);
    r0b = i32x4.relaxed_dot_i8x16_i7x16_add_s(right, x, r0b);
    x = v128.load32_splat(x1 + k, 4);
    r1a = i32x4.relaxed_dot_i8x16_i7x16_add_s(left, x, r1a);
    r1b = i32x4.relaxed_dot_i8x16_i7x16_add_s(right, x, r1b);
    x = v128.load32_splat(x2 + k, 4);
    r2a = i32x4.relaxed_dot_i8x16_i7x16_add_s(left, x, r2a);
    r2b = i32x4.relaxed_dot_i8x16_i7x16_add_s(right, x, r2b);
    x = v128.load32_splat(x3 + k, 4);
    r3a = i32x4.relaxed_dot_i8x16_i7x16_add_s(left, x, r3a);
    r3b = i32x4.relaxed_dot_i8x16_i7x16_add_s(right, x, r3b);
    panel += 64;
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

/** 4 rows × 4 columns by 16-bit dots of neighbours: each half of a sum lies in a lane of its own until the end. */
function plainBlock(
  x0: usize,
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
  const end: usize = 2 * depth;
  const x1 = x0 + end;
  const x2 = x1 + end;
  const x3 = x2 + end;
  let r0a = i32x4.splat(0);
  let r0b = i32x4.splat(0);
  let r1a = i32x4.splat(0);
  let r1b = i32x4.splat(0);
  let r2a = i32x4.splat(0);
  let r2b = i32x4.splat(0);
  let r3a = i32x4.splat(0);
  let r3b = i32x4.splat(0);
  for (let k: usize = 0; k < end; k += 16) {
    let left = v128.load8x8_s(panel); // columns 0 and 1
    let right = v128.load8x8_s(panel, 8);
    let x = v128.load64_splat(x0 + k);
    r0a = i32x4.add(r0a, i32x4.dot_i16x8_s(left, x));
    r0b = i32x4.add(r0b, i32x4.dot_i16x8_s(right, x));
    x = v128.load64_splat(x1 + k);
    r1a = i32x4.add(r1a, i32x4.dot_i16x8_s(left, x));
    r1b = i32x4.add(r1b, i32x4.dot_i16x8_s(right, x));
    x = v128.load64_splat(x2 + k);
    r2a = i32x4.add(r2a, i32x4.dot_i16x8_s(left, x));
    r2b = i32x4.add(r2b, i32x4.dot_i16x8_s(right, x));
    x = v128.load64_splat(x3 + k);
    r3a = i32x4.add(r3a, i32x4.dot_i16x8_s(left, x));
    r3b = i32x4.add(r3b, i32x4.dot_i16x8_s(right, x));
    left = v128.load8x8_s(panel, 32);
    right = v128.load8x8_s(panel, 40);
    x = v128.load64_splat(x0 + k, 8);
    r0a = i32x4.add(r0a, i32x4.dot_i16x8_s(left, x));
    r0b = i32x4.add(r0b, i32x4.dot_i16x8_s(right, x));
    x = v128.load64_splat(x1 + k, 8);
    r1a = i32x4.add(r1a, i32x4.dot_i16x8_s(left, x));
    r1b = i32x4.add(r1b, i32x4.dot_i16x8_s(right, x));
    x = v128.load64_splat(x2 + k, 8);
    r2a = i32x4.add(r2a, i32x4.dot_i16x8_s(left, x));
    r2b = i32x4.add(r2b, i32x4.dot_i16x8_s(right, x));
    x = v128.load64_splat(x3 + k, 8);
    r3a = i32x4.add(r3a, i32x4.dot_i16x8_s(left, x));
    r3b = i32x4.add(r3b, i32x4.dot_i16x8_s(right, x));
    panel += 64;
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

/** One row's four sums as floats. */
// @ts-ignore: decorator
@inline
function finish(sum: v128, rowScale: usize, rowZero: usize, sums: usize, scales: usize, bias: usize, out: usize): void {
  const zero = i32x4.splat(<i32>load<f32>(rowZero));
  const exact = i32x4.sub(sum, i32x4.mul(zero, v128.load(sums)));
  const scale = f32x4.mul(f32x4.splat(load<f32>(rowScale)), v128.load(scales));
  v128.store(out, madd(f32x4.convert_i32x4_s(exact), scale, v128.load(bias)));
}
