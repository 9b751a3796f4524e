/** @file The weights of one stage in the kernel's memory: tables as they are, matrices packed for the int8 product. */
import type { EncoderDirectory } from '../../../models/files/tensor-directory';
import { layoutOf } from '../../../models/files/expand-weights';
import type { Layout, ExpandedTensor } from '../../../models/files/expand-weights';
import type { Kernel } from './kernel';

/** Addresses of one matrix product y = (x · factors) · weight + bias. */
export type Product = {
  readonly weight: number;
  readonly sums: number;
  readonly scale: number;
  readonly bias: number;
  /** What a row is multiplied by before it is quantized: outlying channels are larger in the weights, smaller in the row. */
  readonly factors: number;
  readonly depth: number;
  readonly columns: number;
};

export type Norm = { readonly scale: number; readonly bias: number };
export type Table = { readonly rows: number; readonly scale: number };
export type Layer = {
  readonly qkv: Product;
  readonly mix: Product;
  readonly mixNorm: Norm;
  readonly up: Product;
  readonly down: Product;
  readonly downNorm: Norm;
};

export type Embedding = {
  readonly word: Table;
  /** f32 (embedding, hidden), where word rows are narrower than the states. */
  readonly widen: number | undefined;
  readonly position: Table;
  readonly norm: Norm;
};

/** What an exit computes from the states. */
export type Head = {
  /** f32 (hidden, tokenDim). */
  readonly project: number;
  /** f32 (hidden, 8): the first column weighs, the others only fill the block. */
  readonly weigh: number;
  readonly weighBias: number;
};

export type SegmentWeights = {
  /** Of the first stage alone. */
  readonly embedding: Embedding | undefined;
  readonly layers: readonly Layer[];
  readonly head: Head;
};

/** Columns that a product of floats takes at least. */
export const BLOCK = 8;

/** @param data the expanded file */
export function loadWeights(
  kernel: Kernel,
  directory: EncoderDirectory,
  segment: number,
  data: Uint8Array,
): SegmentWeights {
  const loader = new Loader(kernel, layoutOf(directory), data);
  const { exits, embedding, hidden } = directory;
  const [from, to] = [segment === 1 ? 0 : exits[segment - 2]!, exits[segment - 1]!];
  return {
    embedding: segment === 1 ? loader.embedding(embedding !== hidden) : undefined,
    layers: Array.from({ length: to - from }, (_, index) => loader.layer(`layers.${from + index}`)),
    head: loader.head(`exits.${to}`),
  };
}

class Loader {
  readonly #kernel: Kernel;
  readonly #layout: Layout;
  readonly #data: Uint8Array;

  constructor(kernel: Kernel, layout: Layout, data: Uint8Array) {
    this.#kernel = kernel;
    this.#layout = layout;
    this.#data = data;
  }

  embedding(wide: boolean): Embedding {
    return {
      word: this.#table('word'),
      widen: wide ? this.#copy('widen') : undefined,
      position: this.#table('position'),
      norm: this.#norm('norm'),
    };
  }

  layer(name: string): Layer {
    return {
      qkv: this.#product(`${name}.qkv`),
      mix: this.#product(`${name}.mix`),
      mixNorm: this.#norm(`${name}.mix.norm`),
      up: this.#product(`${name}.up`),
      down: this.#product(`${name}.down`),
      downNorm: this.#norm(`${name}.down.norm`),
    };
  }

  head(name: string): Head {
    const column = this.#floats(`${name}.weigh`); // (hidden, 1)
    const block = new Float32Array(column.length * BLOCK);
    column.forEach((value, row) => (block[row * BLOCK] = value));
    return {
      project: this.#copy(`${name}.project`),
      weigh: this.#kernel.arena.copyIn(block),
      weighBias: this.#floats(`${name}.weigh.bias`)[0]!,
    };
  }

  #table(name: string): Table {
    return { rows: this.#copy(name), scale: this.#copy(`${name}.scale`) };
  }

  #norm(name: string): Norm {
    return { scale: this.#copy(`${name}.scale`), bias: this.#copy(`${name}.bias`) };
  }

  #product(name: string): Product {
    const { arena, steps } = this.#kernel;
    const tensor = this.#tensor(`${name}.weight`);
    const [depth = 0, columns = 0] = tensor.shape;
    const weight = arena.allocate(depth * columns);
    const sums = arena.allocate(4 * columns);
    const scale = this.#copy(`${name}.scale`);
    const bias = this.#copy(`${name}.bias`);
    const unsmooth = `${name}.unsmooth`;
    const smoothed = unsmooth in this.#layout.tensors;
    const factors = smoothed ? this.#copy(unsmooth) : arena.copyIn(new Float32Array(depth).fill(1));
    // What lies beyond the top is free: the matrix passes through it.
    const { top } = arena;
    steps.packMatrix(arena.copyIn(this.#bytes(tensor)), weight, sums, depth, columns);
    arena.rewind(top);
    return { weight, sums, scale, bias, factors, depth, columns };
  }

  #copy(name: string): number {
    return this.#kernel.arena.copyIn(this.#bytes(this.#tensor(name)));
  }

  #floats(name: string): Float32Array {
    return new Float32Array(this.#bytes(this.#tensor(name)).slice().buffer);
  }

  #tensor(name: string): ExpandedTensor {
    const tensor = this.#layout.tensors[name];
    if (tensor) return tensor;
    throw new TypeError(`Expected the tensor directory to have ${name}`);
  }

  #bytes({ dtype, shape, offset }: ExpandedTensor): Uint8Array {
    const size = shape.reduce((product, length) => product * length, dtype === 'int8' ? 1 : 4);
    if (offset + size <= this.#data.length) return this.#data.subarray(offset, offset + size);
    throw new TypeError(`Expected the data file to reach ${offset + size} bytes, got ${this.#data.length}`);
  }
}
