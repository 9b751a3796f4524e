/** @file The gate of a feed-forward block: the second half of each row times the first (Shazeer, 2020). */

/**
 * Reads x, f32 (rows, 2 width), and writes the products of the halves to the same address without gaps, (rows, width).
 * The width is a multiple of 4; `rows` may be any number.
 */
export function gateRows(x: usize, rows: i32, width: i32): void {
  const line = (<usize>width) << 2;
  let out = x;
  for (let row = 0; row < rows; row++) {
    for (let at: usize = 0; at < line; at += 16) {
      v128.store(out + at, f32x4.mul(v128.load(x + at), v128.load(x + line + at)));
    }
    x += 2 * line;
    out += line;
  }
}
