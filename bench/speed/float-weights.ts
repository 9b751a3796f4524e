/** @file The dequantized float32 weights of an embedded model, by name. */
import type { EncoderDirectory } from '../../src/models/files/tensor-directory';
import { expandWeights, layoutOf } from '../../src/models/files/expand-weights';
import type { ExpandedTensor } from '../../src/models/files/expand-weights';
import { mulberry32 } from '../../src/eval/mulberry32';

/** A float32 tensor in row-major order; a matrix is (in, out). */
export type FloatTensor = { readonly shape: readonly number[]; readonly values: Float32Array };

const THIRDS = ['query', 'key', 'value'];
const SEED = 17;

export class FloatWeights {
  readonly #directory: EncoderDirectory;
  readonly #places: Readonly<Record<string, ExpandedTensor>>;
  readonly #bytes: Uint8Array;

  /** @param stored the shipped data file */
  constructor(directory: EncoderDirectory, stored: Uint8Array) {
    this.#directory = directory;
    this.#places = layoutOf(directory).tensors;
    this.#bytes = expandWeights(directory, stored);
  }

  /**
   * Returns a tensor such as `word`, `position`, `norm.scale`, `layers.0.query.weight` or `layers.0.up.bias`. `types`
   * is a table of zeros, because its values are part of `position`. `pooler` and `classifier`, which the model does not
   * have, are small numbers from a fixed seed.
   *
   * @throws RangeError for an unknown name
   */
  tensor(name: string): FloatTensor {
    const { hidden } = this.#directory;
    if (name === 'types') return { shape: [2, hidden], values: new Float32Array(2 * hidden) };
    if (name.startsWith('pooler.')) return noise(name.endsWith('weight') ? [hidden, hidden] : [hidden]);
    if (name.startsWith('classifier.')) return noise(name.endsWith('weight') ? [hidden, 1] : [1]);
    const third = THIRDS.findIndex((part) => name.includes(`.${part}.`));
    if (third < 0) return this.#whole(name);
    return columns(this.#whole(name.replace(/query|key|value/, 'qkv')), third * hidden, hidden);
  }

  #whole(name: string): FloatTensor {
    const place = this.#places[name];
    if (!place) throw new RangeError(`Expected a weight of the model, got "${name}"`);
    if (place.dtype === 'float32') return { shape: place.shape, values: this.#floats(place) };
    const stem = name.replace(/\.weight$/, '');
    const scale = this.#floats(this.#places[`${stem}.scale`]!);
    const smooth = this.#places[`${stem}.unsmooth`];
    const factors = smooth && this.#floats(smooth);
    const [rows = 0, width = 0] = place.shape;
    const table = scale.length === rows && !name.endsWith('.weight');
    const values = Float32Array.from(new Int8Array(this.#bytes.buffer, this.#start(place), rows * width));
    for (let i = 0; i < values.length; i++) {
      const row = Math.floor(i / width);
      values[i] = values[i]! * scale[table ? row : i % width]! * (factors?.[row] ?? 1);
    }
    return { shape: place.shape, values };
  }

  #floats(place: ExpandedTensor): Float32Array {
    const count = place.shape.reduce((product, length) => product * length, 1);
    const start = this.#start(place);
    return new Float32Array(this.#bytes.buffer.slice(start, start + 4 * count));
  }

  #start({ offset }: ExpandedTensor): number {
    return this.#bytes.byteOffset + offset;
  }
}

/** Transposes (in, out) to (out, in). */
export function transpose({ shape, values }: FloatTensor): FloatTensor {
  const [rows = 0, width = 0] = shape;
  const out = new Float32Array(values.length);
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < width; column++) out[column * rows + row] = values[row * width + column]!;
  }
  return { shape: [width, rows], values: out };
}

/** Returns the columns `from` to `from + count` of a matrix, or these entries of a vector. */
function columns({ shape, values }: FloatTensor, from: number, count: number): FloatTensor {
  if (shape.length === 1) return { shape: [count], values: values.slice(from, from + count) };
  const [rows = 0, width = 0] = shape;
  const out = new Float32Array(rows * count);
  for (let row = 0; row < rows; row++) {
    out.set(values.subarray(row * width + from, row * width + from + count), row * count);
  }
  return { shape: [rows, count], values: out };
}

function noise(shape: readonly number[]): FloatTensor {
  const random = mulberry32(SEED);
  const count = shape.reduce((product, length) => product * length, 1);
  return { shape, values: Float32Array.from({ length: count }, () => (random() - 0.5) / 10) };
}
