/**
 * @file Multiplies f32 matrices (rows, depth) × (depth, columns) in blocks of 4 rows × 8 columns. The lines of a matrix
 * may have a stride.
 */
import { madd } from './lanes';

/** Strides are in bytes. The depth may be any number. */
export function floatProduct(
  a: usize,
  aStride: usize,
  b: usize,
  bStride: usize,
  out: usize,
  outStride: usize,
  rows: i32,
  depth: i32,
  columns: i32,
): void {
  for (let n = 0; n < columns; n += 8) {
    const side = (<usize>n) << 2;
    for (let m = 0; m < rows; m += 4) {
      block(a + <usize>m * aStride, aStride, b + side, bStride, out + <usize>m * outStride + side, outStride, depth);
    }
  }
}

function block(a0: usize, aStride: usize, b: usize, bStride: usize, out: usize, outStride: usize, depth: i32): void {
  const a1 = a0 + aStride;
  const a2 = a1 + aStride;
  const a3 = a2 + aStride;
  let r0a = f32x4.splat(0);
  let r0b = f32x4.splat(0);
  let r1a = f32x4.splat(0);
  let r1b = f32x4.splat(0);
  let r2a = f32x4.splat(0);
  let r2b = f32x4.splat(0);
  let r3a = f32x4.splat(0);
  let r3b = f32x4.splat(0);
  const end = (<usize>depth) << 2;
  for (let k: usize = 0; k < end; k += 4) {
    const left = v128.load(b); // columns 0…3
    const right = v128.load(b, 16);
    let x = v128.load32_splat(a0 + k);
    r0a = madd(x, left, r0a);
    r0b = madd(x, right, r0b);
    x = v128.load32_splat(a1 + k);
    r1a = madd(x, left, r1a);
    r1b = madd(x, right, r1b);
    x = v128.load32_splat(a2 + k);
    r2a = madd(x, left, r2a);
    r2b = madd(x, right, r2b);
    x = v128.load32_splat(a3 + k);
    r3a = madd(x, left, r3a);
    r3b = madd(x, right, r3b);
    b += bStride;
  }
  v128.store(out, r0a);
  v128.store(out, r0b, 16);
  out += outStride;
  v128.store(out, r1a);
  v128.store(out, r1b, 16);
  out += outStride;
  v128.store(out, r2a);
  v128.store(out, r2b, 16);
  out += outStride;
  v128.store(out, r3a);
  v128.store(out, r3b, 16);
}
