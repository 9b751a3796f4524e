/**
 * @file Self-attention over the tokens of one row: softmax(Q·Kᵀ / √width)·V for each head (Vaswani et al., 2017,
 * equation 1). A query may be limited to the keys around it (local attention: Beltagy et al., 2020, section 3.1).
 *
 * Sixteen query tokens are processed at a time, so that their scores stay in the first-level cache. With a limit, only
 * the keys that one of the sixteen reaches are multiplied.
 */
import { exponential } from './exponential';
import { floatProduct } from './float-product';
import { maxOf, sumOf } from './lanes';

const QUERIES = 16;

/**
 * Reads qkv, f32 (rows, 3 hidden), and writes out, f32 (rows, hidden), over the first `tokens` keys. `scratch` has
 * hidden/heads · 2 + 16 lines of `tokens` floats, rounded up to a multiple of 8. The width of a head is a multiple of
 * 8. A query attends to the keys that are at most `reach` tokens away, 0 ≤ reach ≤ 2³⁰; if there are none, its result
 * is 0.
 */
export function attention(
  qkv: usize,
  out: usize,
  scratch: usize,
  rows: i32,
  tokens: i32,
  hidden: i32,
  heads: i32,
  reach: i32,
): void {
  const width = hidden / heads;
  const padded = (tokens + 7) & ~7;
  const line = (<usize>hidden) << 2;
  const keyLine = (<usize>padded) << 2;
  const headLine = (<usize>width) << 2;
  const keys = scratch; // (width, padded)
  const values = keys + <usize>width * keyLine; // (tokens, width)
  const scores = values + <usize>width * keyLine; // (16, padded)
  const factor = <f32>1 / sqrt<f32>(<f32>width);
  for (let head = 0; head < heads; head++) {
    const own = qkv + <usize>head * headLine;
    gather(own + line, own + 2 * line, 3 * line, keys, values, tokens, padded, width);
    for (let from = 0; from < rows; from += QUERIES) {
      const count = min(QUERIES, rows - from);
      const first = max(0, min(from - reach, tokens - 1)) & ~7; // columns are multiplied eight at a time
      const depth = min(tokens, from + count + reach) - first; // from the first key to the last one
      const columns = (depth + 7) & ~7;
      const offset = <usize>first;
      const queries = own + <usize>from * 3 * line;
      floatProduct(queries, 3 * line, keys + (offset << 2), keyLine, scores, keyLine, count, width, columns);
      for (let row = 0; row < count; row++) {
        const end = min(tokens, from + row + reach + 1) - first;
        const start = min(max(0, from + row - reach - first), end);
        softmax(scores + <usize>row * keyLine, start, end, columns, factor);
      }
      const target = out + <usize>from * line + <usize>head * headLine;
      floatProduct(scores, keyLine, values + offset * headLine, headLine, target, line, count, depth, width);
    }
  }
}

/**
 * Copies the keys of one head transposed, (width, padded) with zeros at the end, and its values without gaps, (tokens,
 * width).
 */
function gather(k: usize, v: usize, stride: usize, keys: usize, values: usize, tokens: i32, padded: i32, width: i32): void {
  const keyLine = (<usize>padded) << 2;
  for (let token = 0; token < tokens; token++) {
    for (let at: usize = 0; at < (<usize>width) << 2; at += 16) {
      const four = v128.load(k + at);
      const target = keys + (at >> 2) * keyLine + (<usize>token << 2);
      v128.store_lane<f32>(target, four, 0);
      v128.store_lane<f32>(target + keyLine, four, 1);
      v128.store_lane<f32>(target + 2 * keyLine, four, 2);
      v128.store_lane<f32>(target + 3 * keyLine, four, 3);
      v128.store(values, v128.load(v + at));
      values += 16;
    }
    k += stride;
    v += stride;
  }
  const rest = (<usize>(padded - tokens)) << 2;
  for (let at = 0; at < width; at++) memory.fill(keys + <usize>at * keyLine + (<usize>tokens << 2), 0, rest);
}

/**
 * Computes the softmax of the scores from `from` up to `to` in place. The others of the `columns` scores become zero.
 */
// @ts-ignore: decorator
@inline
function softmax(x: usize, from: i32, to: i32, columns: i32, factor: f32): void {
  const end = x + ((<usize>columns) << 2);
  fill(x, from, to, columns, -1e30);
  let high = v128.load(x);
  for (let at = x + 16; at < end; at += 16) high = f32x4.pmax(high, v128.load(at));
  const top = f32x4.splat(maxOf(high));
  const scale = f32x4.splat(factor);
  let total = f32x4.splat(0);
  for (let at = x; at < end; at += 16) {
    const share = exponential(f32x4.mul(f32x4.sub(v128.load(at), top), scale));
    v128.store(at, share);
    total = f32x4.add(total, share);
  }
  const inverse = f32x4.splat(<f32>1 / sumOf(total));
  for (let at = x; at < end; at += 16) v128.store(at, f32x4.mul(v128.load(at), inverse));
  fill(x, from, to, columns, 0);
}

/** Writes `value` to the scores before `from` and from `to` on. */
// @ts-ignore: decorator
@inline
function fill(x: usize, from: i32, to: i32, columns: i32, value: f32): void {
  for (let index = 0; index < from; index++) store<f32>(x + (<usize>index << 2), value);
  for (let index = to; index < columns; index++) store<f32>(x + (<usize>index << 2), value);
}
