/** @file Operations on whole rows: layer normalisation, sums, and scaling to unit length. Widths are multiples of 4. */
import { madd, sumOf } from './lanes';

/**
 * x ← x + skip, then out ← norm(x) · scale + bias, where x, skip and out are f32 (rows, width). If the address `skip`
 * is 0, nothing is added. `out` may be `x`.
 */
export function normRows(
  x: usize,
  skip: usize,
  out: usize,
  scale: usize,
  bias: usize,
  rows: i32,
  width: i32,
  epsilon: f32,
): void {
  const line = (<usize>width) << 2;
  for (let row = 0; row < rows; row++) {
    if (skip) {
      for (let at: usize = 0; at < line; at += 16) v128.store(x + at, f32x4.add(v128.load(x + at), v128.load(skip + at)));
      skip += line;
    }
    normRow(x, out, scale, bias, line, <f32>width, epsilon);
    x += line;
    out += line;
  }
}

/**
 * Computes the mean first and then the variance around it, because a difference of two sums of squares would lose
 * precision.
 */
// @ts-ignore: decorator
@inline
function normRow(x: usize, out: usize, scale: usize, bias: usize, line: usize, width: f32, epsilon: f32): void {
  let total = f32x4.splat(0);
  for (let at: usize = 0; at < line; at += 16) total = f32x4.add(total, v128.load(x + at));
  const mean = f32x4.splat(sumOf(total) / width);
  let squares = f32x4.splat(0);
  for (let at: usize = 0; at < line; at += 16) {
    const apart = f32x4.sub(v128.load(x + at), mean);
    squares = madd(apart, apart, squares);
  }
  const factor = f32x4.splat(<f32>1 / sqrt<f32>(sumOf(squares) / width + epsilon));
  for (let at: usize = 0; at < line; at += 16) {
    const apart = f32x4.mul(f32x4.sub(v128.load(x + at), mean), factor);
    v128.store(out + at, madd(apart, v128.load(scale + at), v128.load(bias + at)));
  }
}

/** Adds all rows: f32 (rows, width) to (width). The number of rows may be any. */
export function sumRows(x: usize, out: usize, rows: i32, width: i32): void {
  const line = (<usize>width) << 2;
  for (let at: usize = 0; at < line; at += 16) {
    let total = f32x4.splat(0);
    for (let row = 0; row < rows; row++) total = f32x4.add(total, v128.load(x + <usize>row * line + at));
    v128.store(out + at, total);
  }
}

/** Scales every row to length 1, in place. The number of rows may be any. */
export function unitRows(x: usize, rows: i32, width: i32): void {
  const line = (<usize>width) << 2;
  for (let row = 0; row < rows; row++) {
    let squares = f32x4.splat(0);
    for (let at: usize = 0; at < line; at += 16) {
      const values = v128.load(x + at);
      squares = madd(values, values, squares);
    }
    const length = f32x4.splat(sqrt<f32>(sumOf(squares)));
    for (let at: usize = 0; at < line; at += 16) v128.store(x + at, f32x4.div(v128.load(x + at), length));
    x += line;
  }
}
