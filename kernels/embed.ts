/** @file Embeddings: int8 tables with one scale for each row. */
import { scaledBytes } from './lanes';

/**
 * Writes the table's row of every id: ids i32 (rows) to f32 (rows, width). The width is a multiple of 4; `rows` may be
 * any number.
 */
export function lookUpRows(ids: usize, table: usize, scales: usize, out: usize, rows: i32, width: i32): void {
  for (let row = 0; row < rows; row++) {
    const id = <usize>load<i32>(ids + (<usize>row << 2));
    const from = table + id * <usize>width;
    const scale = f32x4.splat(load<f32>(scales + (id << 2)));
    for (let at = 0; at < width; at += 4) {
      v128.store(out, scaledBytes(from + at, scale));
      out += 16;
    }
  }
}
