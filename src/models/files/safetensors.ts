/**
 * @file Reads tensors from a safetensors file: eight bytes of length, a JSON directory of that length, then the values.
 *
 * Sizes and offsets are checked before any value is read, since a file comes from outside.
 */
import { RerankError } from '../../core/errors';
import { brainFloatsToFloats, floatsOf, halvesToFloats } from './number-formats';

export type Tensor = { readonly data: Float32Array; readonly shape: readonly number[] };

/** A tensor whose place in the file was checked. */
export type TensorEntry = {
  readonly shape: readonly number[];
  /** A view of the file if the values are aligned float32, else a converted copy. */
  readonly read: () => Float32Array;
};

type RawEntry = { readonly dtype?: unknown; readonly shape?: unknown; readonly data_offsets?: unknown };

/**
 * The tensor called `name`, as float32; undefined if there is none.
 *
 * @throws RerankError `model-invalid` if the file is not a safetensors file, or the tensor is not F32, F16 or BF16
 */
export function readTensor(bytes: Uint8Array, name: string): Tensor | undefined {
  const entry = readSafetensors(bytes).get(name);
  return entry && { data: entry().read(), shape: entry().shape };
}

/**
 * The tensors of a file by name. A tensor's function checks its entry when it is called, so tensors of other types may
 * stand beside those that are read.
 *
 * @throws RerankError `model-invalid` if the file is not a safetensors file; from a tensor's function if its type is
 * not F32, F16 or BF16, or its place is not within the file
 */
export function readSafetensors(bytes: Uint8Array): ReadonlyMap<string, () => TensorEntry> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const length = bytes.length < 8 ? Infinity : Number(view.getBigUint64(0, true));
  if (!(length <= Math.min(bytes.length - 8, MAX_DIRECTORY_BYTES))) throw notSafetensors();
  const values = bytes.subarray(8 + length);
  const entries = Object.entries(parseDirectory(bytes.subarray(8, 8 + length)));
  return new Map(entries.map(([name, entry]) => [name, () => readEntry(name, entry, values)]));
}

/** The format's own limit. */
const MAX_DIRECTORY_BYTES = 100_000_000;

const FORMATS: Readonly<
  Record<string, { readonly width: number; readonly read: (bytes: Uint8Array) => Float32Array }>
> = {
  F32: { width: 4, read: floatsOf },
  F16: { width: 2, read: halvesToFloats },
  BF16: { width: 2, read: brainFloatsToFloats },
};

function readEntry(name: string, { dtype, shape, data_offsets: offsets }: RawEntry, values: Uint8Array): TensorEntry {
  const format = typeof dtype === 'string' && Object.hasOwn(FORMATS, dtype) ? FORMATS[dtype] : undefined;
  if (!format) throw invalid(name, `to be of ${Object.keys(FORMATS).join(', ')}`, dtype);
  if (!isSizes(shape)) throw invalid(name, 'to have a shape', shape);
  const bytes = shape.reduce((product, size) => product * size, format.width);
  if (!isSizes(offsets) || offsets.length !== 2) throw invalid(name, 'to have two offsets', offsets);
  const [from, to] = offsets as readonly [number, number];
  if (to - from !== bytes || to > values.length) {
    const got = `${from} to ${to} of ${values.length}`;
    throw invalid(name, `to have ${bytes} bytes within the file for the shape ${shape.join(' × ')}`, got);
  }
  return { shape, read: () => format.read(values.subarray(from, to)) };
}

function isSizes(value: unknown): value is readonly number[] {
  return Array.isArray(value) && value.every((size) => Number.isSafeInteger(size) && size >= 0);
}

function parseDirectory(bytes: Uint8Array): Record<string, RawEntry> {
  let directory: unknown;
  try {
    directory = JSON.parse(new TextDecoder().decode(bytes));
  } catch {
    throw notSafetensors();
  }
  if (typeof directory !== 'object' || directory === null) throw notSafetensors();
  const { __metadata__: _, ...entries } = directory as Record<string, RawEntry | null>;
  if (Object.values(entries).every((entry) => typeof entry === 'object' && entry !== null)) {
    return entries as Record<string, RawEntry>;
  }
  throw notSafetensors();
}

function invalid(name: string, expected: string, got: unknown): RerankError {
  const shown = typeof got === 'string' ? got : JSON.stringify(got);
  return new RerankError('model-invalid', `Expected ${name} ${expected}, got ${shown}`);
}

function notSafetensors(): RerankError {
  return new RerankError('model-invalid', 'Expected a safetensors file, got other bytes');
}
