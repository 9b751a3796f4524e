/**
 * @file Loads the weights of one segment into the kernel's memory: copies tables, and packs matrices for the int8
 * product.
 */
import type { EncoderDirectory } from '../../../models/files/tensor-directory';
import { ExpandedWeights } from '../../../models/files/expanded-weights';
import type { Kernel } from './kernel';

/** The addresses of one matrix product y = (x · factors) · weight + bias. */
export type Product = {
  readonly weight: number;
  readonly sums: number;
  readonly scale: number;
  readonly bias: number;
  /**
   * A row is multiplied by these before it is quantized. They move the range of outlier channels from the activations
   * to the weights.
   */
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
  /** f32 (embedding, hidden), if word vectors are narrower than the states. */
  readonly widen: number | undefined;
  readonly position: Table;
  readonly norm: Norm;
};

/** The weights of an exit. */
export type Head = {
  /** f32 (hidden, tokenDim). */
  readonly project: number;
  /** f32 (hidden, 8): the first column gives the token weights, the others fill the block. */
  readonly weigh: number;
  readonly weighBias: number;
};

export type SegmentWeights = {
  /** Present in the first segment only. */
  readonly embedding: Embedding | undefined;
  readonly layers: readonly Layer[];
  readonly head: Head;
};

/** The smallest number of columns of a float product. */
export const BLOCK = 8;

/** @param segment from 1 @param data the expanded file */
export function loadWeights(
  kernel: Kernel,
  directory: EncoderDirectory,
  segment: number,
  data: Uint8Array,
): SegmentWeights {
  const loader = new Loader(kernel, new ExpandedWeights(directory, data));
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
  readonly #weights: ExpandedWeights;

  constructor(kernel: Kernel, weights: ExpandedWeights) {
    this.#kernel = kernel;
    this.#weights = weights;
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
    const column = this.#weights.floats(`${name}.weigh`); // (hidden, 1)
    const block = new Float32Array(column.length * BLOCK);
    column.forEach((value, row) => (block[row * BLOCK] = value));
    return {
      project: this.#copy(`${name}.project`),
      weigh: this.#kernel.arena.copyIn(block),
      weighBias: this.#weights.floats(`${name}.weigh.bias`)[0]!,
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
    const [depth = 0, columns = 0] = this.#weights.shapeOf(`${name}.weight`);
    const weight = arena.allocate(depth * columns);
    const sums = arena.allocate(4 * columns);
    const scale = this.#copy(`${name}.scale`);
    const bias = this.#copy(`${name}.bias`);
    const unsmooth = `${name}.unsmooth`;
    const factors = this.#weights.has(unsmooth) ? this.#copy(unsmooth) : arena.copyIn(new Float32Array(depth).fill(1));
    // The memory beyond the top is free, so the unpacked matrix is copied there for packing.
    const { top } = arena;
    steps.packMatrix(arena.copyIn(this.#weights.bytes(`${name}.weight`)), weight, sums, depth, columns);
    arena.rewind(top);
    return { weight, sums, scale, bias, factors, depth, columns };
  }

  #copy(name: string): number {
    return this.#kernel.arena.copyIn(this.#weights.bytes(name));
  }
}
