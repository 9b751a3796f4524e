/**
 * @file Rotary positions (Su et al., 2021, section 3.4): the queries and keys of each head are rotated by angles that
 * grow with the token's position, so that their products depend on distances. The pairs of a head are its numbers k and
 * k + width/2, as in PyTorch's implementations.
 */
import { madd } from './lanes';

/**
 * Rotates the queries and keys of qkv, f32 (rows, 3 hidden), in place. `table` is f32 (rows, hidden/heads): the cosines
 * of a head's pairs, then their sines. The width of a head is a multiple of 8.
 */
export function rotateRows(qkv: usize, table: usize, rows: i32, hidden: i32, heads: i32): void {
  const line = (<usize>hidden) << 2;
  const headLine = line / <usize>heads;
  const half = headLine >> 1;
  for (let row = 0; row < rows; row++) {
    // Queries and keys follow one another.
    for (let head: usize = 0; head < 2 * line; head += headLine) {
      for (let at: usize = 0; at < half; at += 16) {
        const low = qkv + head + at;
        const a = v128.load(low);
        const b = v128.load(low + half);
        const cos = v128.load(table + at);
        const sin = v128.load(table + half + at);
        v128.store(low, madd(a, cos, f32x4.neg(f32x4.mul(b, sin))));
        v128.store(low + half, madd(a, sin, f32x4.mul(b, cos)));
      }
    }
    qkv += 3 * line;
    table += headLine;
  }
}
