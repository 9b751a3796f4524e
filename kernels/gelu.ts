/**
 * @file The functions between the two products of a feed-forward block: GELU (Hendrycks and Gimpel, 2016) in its exact
 * form, x/2 · (1 + erf(x/√2)), and in its form with tanh, and ReLU. They work in place on f32 (rows, width).
 *
 * erf is approximated by a rational minimax function on [−3.83, 3.83] with the coefficients of XLA and Eigen; beyond
 * that interval it is ±1 in f32. The error is below 1e-6.
 */
import { exponential } from './exponential';
import { madd } from './lanes';


export function geluRows(x: usize, rows: i32, width: i32): void {
  const end = x + ((<usize>(rows * width)) << 2);
  for (; x < end; x += 16) {
    const value = v128.load(x);
    const half = f32x4.mul(value, f32x4.splat(0.5));
    v128.store(x, madd(half, erf(f32x4.mul(value, f32x4.splat(0.70710678))), half));
  }
}

/**
 * x/2 · (1 + tanh(u)) with u = √(2/π) · (x + 0.044715 x³), as x / (1 + exp(−2u)), which is the same.
 */
export function geluTanhRows(x: usize, rows: i32, width: i32): void {
  const end = x + ((<usize>(rows * width)) << 2);
  for (; x < end; x += 16) {
    const value = v128.load(x);
    const cube = f32x4.mul(f32x4.mul(value, value), value);
    const u = madd(cube, f32x4.splat(0.044715), value);
    // The exponential overflows beyond 88, where the result is zero already.
    const power = f32x4.pmin(f32x4.mul(u, f32x4.splat(-1.59576912)), f32x4.splat(87));
    v128.store(x, f32x4.div(value, f32x4.add(f32x4.splat(1), exponential(power))));
  }
}

export function reluRows(x: usize, rows: i32, width: i32): void {
  const end = x + ((<usize>(rows * width)) << 2);
  for (; x < end; x += 16) v128.store(x, f32x4.pmax(v128.load(x), f32x4.splat(0)));
}

// @ts-ignore: decorator
@inline
function erf(value: v128): v128 {
  const x = f32x4.pmax(f32x4.splat(-3.8325068), f32x4.pmin(f32x4.splat(3.8325068), value));
  const square = f32x4.mul(x, x);
  let top = madd(square, f32x4.splat(2.2905065861e-4), f32x4.splat(3.4082910107e-3));
  top = madd(top, square, f32x4.splat(5.0955695062e-2));
  top = madd(top, square, f32x4.splat(1.8520832240e-1));
  top = madd(top, square, f32x4.splat(1.1283791435));
  let bottom = madd(square, f32x4.splat(-1.1791602954e-7), f32x4.splat(2.3547966471e-5));
  bottom = madd(bottom, square, f32x4.splat(1.0179625279e-3));
  bottom = madd(bottom, square, f32x4.splat(1.4070470171e-2));
  bottom = madd(bottom, square, f32x4.splat(1.1098505178e-1));
  bottom = madd(bottom, square, f32x4.splat(4.9746925110e-1));
  bottom = madd(bottom, square, f32x4.splat(1));
  return f32x4.div(f32x4.mul(x, top), bottom);
}
