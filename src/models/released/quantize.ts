/**
 * @file Quantizes matrices and tables to int8 with one scale for each output column or row: value ≈ integer · scale,
 * where scale = largest magnitude / 127. The cost is two passes over the values.
 */

/** A matrix that is quantized into columns of a wider one. */
export type ColumnTarget = {
  /** (depth, width) */
  readonly values: Int8Array;
  readonly scales: Float32Array; // (width)
  /** Number of columns of the whole matrix. */
  readonly width: number;
  /** The first column to write. */
  readonly first: number;
};

/** Quantizes each row of a table, (rows, width). */
export function quantizeTable(table: Float32Array, width: number, values: Int8Array, scales: Float32Array): void {
  for (let row = 0, from = 0; from < table.length; row++, from += width) {
    scales[row] = quantizeLine(table, from, width, values, from);
  }
}

/** @param matrix (columns, depth), as PyTorch stores the weight of a linear layer */
export function quantizeRows(
  matrix: Float32Array,
  depth: number,
  { values, scales, width, first }: ColumnTarget,
): void {
  const columns = matrix.length / depth;
  const block = new Int8Array(BLOCK * depth);
  for (let from = 0; from < columns; from += BLOCK) {
    const count = Math.min(BLOCK, columns - from);
    for (let index = 0; index < count; index++) {
      scales[first + from + index] = quantizeLine(matrix, (from + index) * depth, depth, block, index * depth);
    }
    for (let k = 0; k < depth; k++) {
      for (let index = 0, target = k * width + first + from; index < count; index++) {
        values[target++] = block[index * depth + k]!;
      }
    }
  }
}

/** @param matrix (depth, columns), as ONNX products have it */
export function quantizeColumns(matrix: Float32Array, depth: number, { values, scales, width, first }: ColumnTarget) {
  const columns = matrix.length / depth;
  const largest = new Float32Array(columns);
  const total = new Float32Array(columns); // not a number if a value is not
  for (let k = 0, from = 0; k < depth; k++) {
    for (let column = 0; column < columns; column++) {
      const magnitude = Math.abs(matrix[from++]!);
      if (magnitude > largest[column]!) largest[column] = magnitude;
      total[column]! += magnitude;
    }
  }
  const inverse = largest.map((each) => (each > 0 ? LEVELS / each : 0));
  largest.forEach((each, column) => (scales[first + column] = total[column]! < Infinity ? each / LEVELS : NaN));
  for (let k = 0, from = 0; k < depth; k++) {
    for (let column = 0, target = k * width + first; column < columns; column++) {
      values[target++] = rounded(matrix[from++]! * inverse[column]!);
    }
  }
}

const LEVELS = 127;
/** Number of columns that stay in the second-level cache while they are transposed. */
const BLOCK = 64;

/** Returns the scale, which is not a number if a value is not finite. */
function quantizeLine(line: Float32Array, from: number, count: number, target: Int8Array, at: number): number {
  let largest = 0;
  let total = 0;
  for (let index = from; index < from + count; index++) {
    const magnitude = Math.abs(line[index]!);
    if (magnitude > largest) largest = magnitude;
    total += magnitude;
  }
  const inverse = largest > 0 ? LEVELS / largest : 0;
  for (let index = 0; index < count; index++) target[at + index] = rounded(line[from + index]! * inverse);
  return total < Infinity ? largest / LEVELS : NaN;
}

/** Rounds half away from zero. It is several times faster than `Math.round`. */
function rounded(value: number): number {
  return (value + (value < 0 ? -0.5 : 0.5)) | 0;
}
