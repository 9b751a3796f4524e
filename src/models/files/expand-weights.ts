/**
 * @file Expands a stored weight file, which may contain four-bit tensors, to the weights that are run: int8 with
 * scales, or fp32.
 *
 * A four-bit table becomes int8 with one scale for each row, a four-bit matrix becomes int8 with one scale for each
 * output column, so that the kernel and the graphs need only one layout.
 * training/rankside_training/quantization/expand.py gives the same bytes: the graphs contain offsets into the expanded
 * file, and activation scales were calibrated with these weights. The cost is one table look-up and one store for each
 * value.
 */
import type { EncoderDirectory, Groups, StoredTensor } from './tensor-directory';
import { expandLine } from './four-bit';

/** A tensor of the expanded file. */
export type ExpandedTensor = {
  readonly dtype: 'int8' | 'float32';
  readonly shape: readonly number[];
  /** In bytes, from the start of the expanded file. */
  readonly offset: number;
};

export type Layout = { readonly bytes: number; readonly tensors: Readonly<Record<string, ExpandedTensor>> };

const ALIGNMENT = 64;
const WIDTH = { int8: 1, float32: 4 } as const;

/** The layout of the expanded file. Tensors follow one another, and each starts at a multiple of 64 bytes. */
export function layoutOf(directory: Pick<EncoderDirectory, 'tensors'>): Layout {
  const tensors: Record<string, ExpandedTensor> = {};
  let bytes = 0;
  const add = (name: string, dtype: ExpandedTensor['dtype'], shape: readonly number[]) => {
    tensors[name] = { dtype, shape, offset: bytes };
    bytes += Math.ceil((sizeOf(shape) * WIDTH[dtype]) / ALIGNMENT) * ALIGNMENT;
  };
  for (const [name, { dtype, shape, groups }] of Object.entries(directory.tensors)) {
    if (dtype !== 'int4') {
      add(name, dtype, shape);
      continue;
    }
    add(name, 'int8', shape);
    add(scaleName(name), 'float32', expectGroups(name, groups).axis === 1 ? [shape[0]!, 1] : [shape[1]!]);
  }
  return { bytes, tensors };
}

/**
 * The expanded file, or the stored file itself if it contains no four-bit tensor.
 *
 * @throws TypeError if the stored file is too short for its directory
 */
export function expandWeights(directory: Pick<EncoderDirectory, 'tensors'>, stored: Uint8Array): Uint8Array {
  const entries = Object.entries(directory.tensors);
  if (entries.every(([, { dtype }]) => dtype !== 'int4')) return stored;
  const { bytes, tensors } = layoutOf(directory);
  const expanded = new Uint8Array(bytes);
  for (const [name, tensor] of entries) {
    const { offset, dtype } = tensors[name]!;
    if (tensor.dtype !== 'int4') {
      expanded.set(slice(stored, tensor.offset, sizeOf(tensor.shape) * WIDTH[tensor.dtype]), offset);
      continue;
    }
    const values = new Int8Array(expanded.buffer, offset, sizeOf(tensor.shape) * WIDTH[dtype]);
    const scale = tensors[scaleName(name)]!;
    expandTensor(tensor, stored, values, new Float32Array(expanded.buffer, scale.offset, sizeOf(scale.shape)));
  }
  return expanded;
}

/**
 * The rows of a table are written as they are stored. The columns of a matrix are stored as rows and are transposed in
 * blocks.
 */
function expandTensor(
  { shape, offset, groups }: StoredTensor,
  stored: Uint8Array,
  out: Int8Array,
  scales: Float32Array,
) {
  const { axis, size, offset: scalesOffset } = groups!;
  const [width, count] = [shape[axis]!, shape[1 - axis]!];
  const packed = slice(stored, offset, (count * width) / 2);
  const halves = slice(stored, scalesOffset, 2 * count * Math.ceil(width / size));
  const lines = { width, size, packed, halves: new DataView(halves.buffer, halves.byteOffset, halves.byteLength) };
  if (axis === 1) {
    for (let line = 0; line < count; line++) scales[line] = expandLine(lines, line, out, line * width);
    return;
  }
  const block = new Int8Array(BLOCK * width);
  for (let first = 0; first < count; first += BLOCK) {
    const lineCount = Math.min(BLOCK, count - first);
    for (let index = 0; index < lineCount; index++)
      scales[first + index] = expandLine(lines, first + index, block, index * width);
    for (let k = 0; k < width; k++) {
      for (let index = 0, target = k * count + first; index < lineCount; index++)
        out[target++] = block[index * width + k]!;
    }
  }
}

/** Number of lines that stay in the second-level cache while they are transposed. */
const BLOCK = 64;

/** The name of a tensor's scales: `word.scale` for `word`, and `layers.0.up.scale` for `layers.0.up.weight`. */
function scaleName(name: string): string {
  return `${name.replace(/\.weight$/, '')}.scale`;
}

function expectGroups(name: string, groups: Groups | undefined): Groups {
  if (groups && [0, 1].includes(groups.axis) && groups.size > 0) return groups;
  throw new TypeError(`Expected ${name} to have groups along axis 0 or 1, got ${JSON.stringify(groups)}`);
}

function slice(stored: Uint8Array, offset: number, size: number): Uint8Array {
  if (offset + size <= stored.length) return stored.subarray(offset, offset + size);
  throw new TypeError(`Expected the data file to reach ${offset + size} bytes, got ${stored.length}`);
}

function sizeOf(shape: readonly number[]): number {
  return shape.reduce((product, length) => product * length, 1);
}
