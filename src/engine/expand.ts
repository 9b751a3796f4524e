/**
 * @file The weight file as it is run: int8 with scales, or fp32, from a stored file that may hold four-bit tensors.
 *
 * A four-bit table becomes int8 with a scale a row, a four-bit matrix int8 with a scale an output column, so that kernel and graphs know one
 * layout. training/rankside_training/expand.py does the same, bit for bit: graphs hold offsets into this file, and activation scales
 * were fixed against these weights. Cost: one table look-up and one store a value.
 */
import type { EncoderDirectory, Groups, StoredTensor } from './directory';

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

/** Line by line: a line is a table's row, or a matrix's column, which is stored as a row. */
function expandTensor(
  { shape, offset, groups }: StoredTensor,
  stored: Uint8Array,
  out: Int8Array,
  scales: Float32Array,
) {
  const { axis, size, offset: scalesAt } = groups!;
  const [width, lines] = [shape[axis]!, shape[1 - axis]!];
  const perLine = Math.ceil(width / size);
  const packed = slice(stored, offset, (lines * width) / 2);
  const halves = slice(stored, scalesAt, 2 * lines * perLine);
  const scaleOf = new DataView(halves.buffer, halves.byteOffset, halves.byteLength);
  const own = new Float32Array(perLine);
  const [step, stride] = axis === 1 ? [1, width] : [lines, 1]; // from value to value, and from line to line, of `out`
  const steps = new Int8Array(16);
  for (let line = 0; line < lines; line++) {
    for (let group = 0; group < perLine; group++) {
      own[group] = fromHalf(scaleOf.getUint16(2 * (line * perLine + group), true));
    }
    const from = (line * width) / 2;
    const scale = lineScale(packed, from, width, size, own);
    scales[line] = scale;
    for (let group = 0, at = 0, to = line * stride; group < perLine; group++) {
      fillSteps(steps, own[group]!, scale);
      const end = Math.min(width, at + size);
      for (; at < end; at += 2, to += 2 * step) {
        const byte = packed[from + at / 2]!;
        out[to] = steps[byte & 15]!;
        out[to + step] = steps[byte >> 4]!;
      }
    }
  }
}

/** Largest magnitude of the line / 127, in float32. */
function lineScale(packed: Uint8Array, from: number, width: number, size: number, own: Float32Array): number {
  let largest = 0;
  for (let group = 0; group < own.length; group++) {
    let most = 0;
    const end = from + Math.min(width, (group + 1) * size) / 2;
    for (let at = from + (group * size) / 2; at < end; at++) {
      const byte = packed[at]!;
      most = Math.max(most, MAGNITUDES[byte & 15]!, MAGNITUDES[byte >> 4]!);
    }
    largest = Math.max(largest, most * own[group]!);
  }
  return Math.fround(Math.max(largest, SMALLEST) / 127);
}

/** What each nibble becomes: signed, times the group's scale, over the line's, rounded. */
function fillSteps(steps: Int8Array, own: number, scale: number): void {
  for (let nibble = 0; nibble < 16; nibble++) {
    const value = nibble < 8 ? nibble : nibble - 16;
    steps[nibble] = roundEven(Math.fround((value * own) / scale));
  }
}

const MAGNITUDES = Uint8Array.from({ length: 16 }, (_, nibble) => (nibble < 8 ? nibble : 16 - nibble));
const SMALLEST = Math.fround(1e-12);

/** Halves to the even neighbour, as NumPy does: adding 1.5 · 2⁵² leaves no room for a fraction. */
function roundEven(value: number): number {
  return value + 6755399441055744 - 6755399441055744;
}

/** float16 (IEEE 754 binary16) of a scale: never negative, infinite or NaN. */
function fromHalf(bits: number): number {
  const fraction = bits & 0x3ff;
  return bits < 0x400 ? fraction * 2 ** -24 : (1 + fraction / 1024) * 2 ** ((bits >> 10) - 15);
}

/** `word` has `word.scale`, `layers.0.up.weight` has `layers.0.up.scale`. */
function scaleName(name: string): string {
  return `${name.replace(/\.weight$/, '')}.scale`;
}

function expectGroups(name: string, groups: Groups | undefined): Groups {
  if (groups && (groups.axis === 0 || groups.axis === 1) && groups.size > 0) return groups;
  throw new TypeError(`Expected ${name} to have groups along axis 0 or 1, got ${JSON.stringify(groups)}`);
}

function slice(stored: Uint8Array, offset: number, size: number): Uint8Array {
  if (offset + size <= stored.length) return stored.subarray(offset, offset + size);
  throw new TypeError(`Expected the data file to reach ${offset + size} bytes, got ${stored.length}`);
}

function sizeOf(shape: readonly number[]): number {
  return shape.reduce((product, length) => product * length, 1);
}
