/** @file Embeddings: int8 tables with a scale a row. */
import { scaledBytes } from './lanes';

/**
 * Word row plus position row of every token: ids i32 (rows) to f32 (rows, width). Rows from `tokens` on only fill the last block of four;
 * they take the last position, and nothing reads them.
 */
export function embedRows(
  ids: usize,
  words: usize,
  wordScales: usize,
  positions: usize,
  positionScales: usize,
  out: usize,
  rows: i32,
  tokens: i32,
  width: i32,
): void {
  for (let row = 0; row < rows; row++) {
    const id = load<i32>(ids + (<usize>row << 2));
    const place = min(row, tokens - 1);
    const word = words + <usize>id * <usize>width;
    const position = positions + <usize>(place * width);
    const wordScale = f32x4.splat(load<f32>(wordScales + (<usize>id << 2)));
    const positionScale = f32x4.splat(load<f32>(positionScales + (<usize>place << 2)));
    for (let at = 0; at < width; at += 4) {
      const sum = f32x4.add(scaledBytes(word + at, wordScale), scaledBytes(position + at, positionScale));
      v128.store(out, sum);
      out += 16;
    }
  }
}
