/**
 * @file exp of four floats as 2ⁿ · e^r with |r| ≤ ln 2 / 2. The polynomial is that of Cephes' expf; the error is at
 * most 2 ulp.
 */
import { madd } from './lanes';

// @ts-ignore: decorator
@inline
export function exponential(x: v128): v128 {
  const held = f32x4.pmax(x, f32x4.splat(-87)); // keeps 2ⁿ a normal number; NaN stays NaN
  const n = f32x4.nearest(f32x4.mul(held, f32x4.splat(1.44269504)));
  let r = madd(n, f32x4.splat(-0.693359375), held);
  r = madd(n, f32x4.splat(2.12194440e-4), r);
  let p = madd(r, f32x4.splat(1.9875691500e-4), f32x4.splat(1.3981999507e-3));
  p = madd(p, r, f32x4.splat(8.3334519073e-3));
  p = madd(p, r, f32x4.splat(4.1665795894e-2));
  p = madd(p, r, f32x4.splat(1.6666665459e-1));
  p = madd(p, r, f32x4.splat(5.0000001201e-1));
  p = f32x4.add(madd(p, f32x4.mul(r, r), r), f32x4.splat(1));
  const power = i32x4.shl(i32x4.add(i32x4.trunc_sat_f32x4_s(n), i32x4.splat(127)), 23);
  return f32x4.mul(p, power);
}
