/**
 * @file Multiplies activations 0…127 by int8 weights in blocks of 4 rows × 8 columns: (rows, depth) × (depth, columns)
 * to f32 (rows, columns).
 *
 * Sums are exact integers, which are converted to floats by out = (sum − zero · columnSum) · rowScale · columnScale +
 * bias.
 */
import { plainBlock } from './int8-plain';
import { fusedBlock, pairedBlock } from './int8-relaxed';

/**
 * x: activations (rows, depth); w: weights packed by `pack.ts`; sums i32, scales f32 and bias f32: (columns); rowScales
 * and rowZeros f32: (rows). `pairs` selects how the relaxed build sums, see `emulatesFusedDot`; both ways give the same
 * sums.
 */
export function int8Product(
  x: usize,
  rowScales: usize,
  rowZeros: usize,
  w: usize,
  sums: usize,
  scales: usize,
  bias: usize,
  out: usize,
  rows: i32,
  depth: i32,
  columns: i32,
  pairs: bool,
): void {
  const line = (<usize>columns) << 2;
  for (let n = 0; n < columns; n += 8) {
    // The panel of 8 columns stays in the first-level cache while all rows are multiplied by it.
    const panel = w + <usize>(n * depth);
    const side = (<usize>n) << 2;
    for (let m = 0; m < rows; m += 4) {
      const row = (<usize>m) << 2;
      const target = out + <usize>m * line + side;
      if (ASC_FEATURE_RELAXED_SIMD) {
        const from = x + <usize>(m * depth);
        if (pairs) pairedBlock(from, depth, panel, rowScales + row, rowZeros + row, sums + side, scales + side, bias + side, target, line);
        else fusedBlock(from, depth, panel, rowScales + row, rowZeros + row, sums + side, scales + side, bias + side, target, line);
      } else {
        const from = x + <usize>(2 * m * depth);
        for (let half: usize = 0; half < 32; half += 16) {
          const own = side + half;
          plainBlock(from, depth, panel + half, rowScales + row, rowZeros + row, sums + own, scales + own, bias + own, target + half, line);
        }
      }
    }
  }
}
