/**
 * @file Packs weights in the order in which the int8 product reads them: (columns / 8, depth / 4, 8, 4), with four
 * depths of a column together.
 */

/** Packs int8 (depth, columns) at `source` to `target`, and writes the sum of each column, i32 (columns), to `sums`. */
export function packMatrix(source: usize, target: usize, sums: usize, depth: i32, columns: i32): void {
  memory.fill(sums, 0, (<usize>columns) << 2);
  for (let n = 0; n < columns; n += 8) {
    let low = i32x4.splat(0);
    let high = i32x4.splat(0);
    for (let k = 0; k < depth; k += 4) {
      const from = source + <usize>(k * columns + n);
      const a = v128.load64_zero(from); // depth k of eight columns
      const b = v128.load64_zero(from + columns);
      const c = v128.load64_zero(from + 2 * columns);
      const d = v128.load64_zero(from + 3 * columns);
      const ab = i8x16.shuffle(a, b, 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23);
      const cd = i8x16.shuffle(c, d, 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23);
      const first = i16x8.shuffle(ab, cd, 0, 8, 1, 9, 2, 10, 3, 11); // columns 0…3, four depths each
      const last = i16x8.shuffle(ab, cd, 4, 12, 5, 13, 6, 14, 7, 15);
      v128.store(target, first);
      v128.store(target, last, 16);
      target += 32;
      low = i32x4.add(low, sumsOfFour(first));
      high = i32x4.add(high, sumsOfFour(last));
    }
    v128.store(sums + (<usize>n << 2), low);
    v128.store(sums + (<usize>n << 2), high, 16);
  }
}

// @ts-ignore: decorator
@inline
function sumsOfFour(bytes: v128): v128 {
  return i32x4.extadd_pairwise_i16x8_s(i16x8.extadd_pairwise_i8x16_s(bytes));
}
