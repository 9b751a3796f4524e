/** @file The weights of an encoder in the kernel's memory: tables as they are, matrices packed for the int8 product. */
import type { TensorDirectory, TensorPlace } from './directory';
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

export type EncoderWeights = {
  readonly word: Table;
  readonly position: Table;
  readonly norm: Norm;
  readonly layers: readonly Layer[];
  readonly projection: number;
};

export function placeWeights(kernel: Kernel, directory: TensorDirectory, data: Uint8Array): EncoderWeights {
  const loader = new Loader(kernel, directory, data);
  return {
    word: loader.table('word'),
    position: loader.table('position'),
    norm: loader.norm('norm'),
    layers: Array.from({ length: directory.layers }, (_, index) => layer(loader, `layers.${index}`)),
    projection: loader.plain('projection'),
  };
}

function layer(loader: Loader, name: string): Layer {
  return {
    qkv: loader.product(`${name}.qkv`),
    mix: loader.product(`${name}.mix`),
    mixNorm: loader.norm(`${name}.mix.norm`),
    up: loader.product(`${name}.up`),
    down: loader.product(`${name}.down`),
    downNorm: loader.norm(`${name}.down.norm`),
  };
}

class Loader {
  readonly #kernel: Kernel;
  readonly #directory: TensorDirectory;
  readonly #data: Uint8Array;

  constructor(kernel: Kernel, directory: TensorDirectory, data: Uint8Array) {
    this.#kernel = kernel;
    this.#directory = directory;
    this.#data = data;
  }

  plain(name: string): number {
    return this.#kernel.arena.put(this.#bytes(this.#place(name)));
  }

  table(name: string): Table {
    return { rows: this.plain(name), scale: this.plain(`${name}.scale`) };
  }

  norm(name: string): Norm {
    return { scale: this.plain(`${name}.scale`), bias: this.plain(`${name}.bias`) };
  }

  product(name: string): Product {
    const { arena, steps } = this.#kernel;
    const place = this.#place(`${name}.weight`);
    const [depth = 0, columns = 0] = place.shape;
    const weight = arena.take(depth * columns);
    const sums = arena.take(4 * columns);
    const scale = this.plain(`${name}.scale`);
    const bias = this.plain(`${name}.bias`);
    const unsmooth = `${name}.unsmooth`;
    const smoothed = unsmooth in this.#directory.tensors;
    const factors = smoothed ? this.plain(unsmooth) : arena.put(new Float32Array(depth).fill(1));
    // What lies beyond the top is free: the matrix passes through it.
    const { top } = arena;
    steps.packMatrix(arena.put(this.#bytes(place)), weight, sums, depth, columns);
    arena.rewind(top);
    return { weight, sums, scale, bias, factors, depth, columns };
  }

  #place(name: string): TensorPlace {
    const place = this.#directory.tensors[name];
    if (place) return place;
    throw new TypeError(`Expected the tensor directory to have ${name}`);
  }

  #bytes({ dtype, shape, offset }: TensorPlace): Uint8Array {
    const size = shape.reduce((product, length) => product * length, dtype === 'int8' ? 1 : 4);
    if (offset + size <= this.#data.length) return this.#data.subarray(offset, offset + size);
    throw new TypeError(`Expected the data file to reach ${offset + size} bytes, got ${this.#data.length}`);
  }
}
