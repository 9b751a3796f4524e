/**
 * @file The weight file as it is run: int8 with scales, or fp32, from a stored file that may hold four-bit tensors.
 *
 * A four-bit table becomes int8 with a scale a row, a four-bit matrix int8 with a scale an output column, so that kernel and graphs know one
 * layout. training/rankside_training/quantization/expand.py does the same, bit for bit: graphs hold offsets into this file, and activation scales
 * were fixed against these weights. Cost: one table look-up and one store a value.
 */
import type { EncoderDirectory, Groups, StoredTensor } from './directory';
import { expandLine } from './four-bit';

/** A tensor of the expanded file. */
export type TensorPlace = {
  readonly dtype: 'int8' | 'float32';
  readonly shape: readonly number[];
  /** In bytes, from the start of the expanded file. */
  readonly offset: number;
};

export type Layout = { readonly bytes: number; readonly tensors: Readonly<Record<string, TensorPlace>> };

const ALIGNMENT = 64;
const WIDTH = { int8: 1, float32: 4 } as const;

/** Where each tensor lies in the expanded file: one after another, each from a multiple of 64 bytes on. */
export function layoutOf({ tensors }: Pick<EncoderDirectory, 'tensors'>): Layout {
  const places: Record<string, TensorPlace> = {};
  let bytes = 0;
  const place = (name: string, dtype: TensorPlace['dtype'], shape: readonly number[]) => {
    places[name] = { dtype, shape, offset: bytes };
    bytes += Math.ceil((sizeOf(shape) * WIDTH[dtype]) / ALIGNMENT) * ALIGNMENT;
  };
  for (const [name, { dtype, shape, groups }] of Object.entries(tensors)) {
    if (dtype !== 'int4') {
      place(name, dtype, shape);
      continue;
    }
    place(name, 'int8', shape);
    place(scaleName(name), 'float32', expectGroups(name, groups).axis === 1 ? [shape[0]!, 1] : [shape[1]!]);
  }
  return { bytes, tensors: places };
}

/**
 * The expanded file. The stored one itself where nothing is in four bits.
 *
 * @throws TypeError when the stored file is too short for its directory
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

/** A table's rows lie as they are stored; a matrix's columns are stored as rows, and are turned a block at a time. */
function expandTensor(
  { shape, offset, groups }: StoredTensor,
  stored: Uint8Array,
  out: Int8Array,
  scales: Float32Array,
) {
  const { axis, size, offset: scalesAt } = groups!;
  const [width, count] = [shape[axis]!, shape[1 - axis]!];
  const packed = slice(stored, offset, (count * width) / 2);
  const halves = slice(stored, scalesAt, 2 * count * Math.ceil(width / size));
  const lines = { width, size, packed, halves: new DataView(halves.buffer, halves.byteOffset, halves.byteLength) };
  if (axis === 1) {
    for (let line = 0; line < count; line++) scales[line] = expandLine(lines, line, out, line * width);
    return;
  }
  const block = new Int8Array(BLOCK * width);
  for (let first = 0; first < count; first += BLOCK) {
    const some = Math.min(BLOCK, count - first);
    for (let at = 0; at < some; at++) scales[first + at] = expandLine(lines, first + at, block, at * width);
    for (let k = 0; k < width; k++) {
      for (let at = 0, to = k * count + first; at < some; at++) out[to++] = block[at * width + k]!;
    }
  }
}

/** Lines that stay in the second cache while they are turned. */
const BLOCK = 64;

/** `word` has `word.scale`, `layers.0.up.weight` has `layers.0.up.scale`. */
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
