/** @file Converts exact sums to floats: out = (sum − zero · columnSum) · rowScale · columnScale + bias. */
import { madd } from './lanes';

/** Converts four sums of one row. */
// @ts-ignore: decorator
@inline
export function finish(sum: v128, rowScale: usize, rowZero: usize, sums: usize, scales: usize, bias: usize, out: usize): void {
  const zero = i32x4.splat(<i32>load<f32>(rowZero));
  const exact = i32x4.sub(sum, i32x4.mul(zero, v128.load(sums)));
  const scale = f32x4.mul(f32x4.splat(load<f32>(rowScale)), v128.load(scales));
  v128.store(out, madd(f32x4.convert_i32x4_s(exact), scale, v128.load(bias)));
}
