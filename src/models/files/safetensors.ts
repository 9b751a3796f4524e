/**
 * @file Reads tensors from a safetensors file: eight bytes of length, a JSON directory of that length, then the values.
 */
import { RerankError } from '../../core/errors';
import { float16 } from '../../util/float16';

export type Tensor = { readonly data: Float32Array; readonly shape: readonly number[] };

type Entry = {
  readonly dtype: string;
  readonly shape: readonly number[];
  readonly data_offsets: readonly [from: number, to: number];
};

/**
 * The tensor called `name`, as float32; undefined if there is none.
 *
 * @throws RerankError `model-invalid` if the file is not a safetensors file, or the tensor is not F32, F16 or BF16
 */
export function readTensor(bytes: Uint8Array, name: string): Tensor | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const length = bytes.length < 8 ? Infinity : Number(view.getBigUint64(0, true));
  if (!(length <= bytes.length - 8)) throw new RerankError('model-invalid', 'Expected a safetensors file, got other bytes'); // prettier-ignore
  const directory = JSON.parse(new TextDecoder().decode(bytes.subarray(8, 8 + length))) as Record<string, Entry>;
  const entry = directory[name];
  if (!entry) return undefined;
  const { dtype, shape, data_offsets: offsets } = entry;
  const read = READERS[dtype];
  if (!read) {
    throw new RerankError(
      'model-invalid',
      `Expected ${name} to be of ${Object.keys(READERS).join(', ')}, got ${dtype}`,
    );
  }
  const from = 8 + length + offsets[0];
  const count = shape.reduce((product, size) => product * size, 1);
  const end = from + count * (dtype === 'F32' ? 4 : 2);
  if (!(Number.isSafeInteger(count) && count >= 0 && from >= 8 + length && end <= bytes.length)) {
    throw new RerankError(
      'model-invalid',
      `Expected ${name} to lie within its file, got the shape ${shape.join(' × ')}`,
    );
  }
  return { data: Float32Array.from({ length: count }, (_, index) => read(view, from, index)), shape };
}

const READERS: Readonly<Record<string, (view: DataView, from: number, index: number) => number>> = {
  F32: (view, from, index) => view.getFloat32(from + 4 * index, true),
  F16: (view, from, index) => float16(view.getUint16(from + 2 * index, true)),
  BF16: (view, from, index) => bfloat16(view.getUint16(from + 2 * index, true)),
};

/** A bfloat16 is the upper half of a float32. */
function bfloat16(bits: number): number {
  const word = new DataView(new ArrayBuffer(4));
  word.setUint16(0, bits);
  return word.getFloat32(0);
}
