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
  /** Follows the norm, if the tables are narrower than the states. */
  readonly enter: Product | undefined;
  /** f32 (embedding, hidden), if word vectors are narrower than the states. */
  readonly widen: number | undefined;
  /** Absent with rotary positions. */
  readonly position: Table | undefined;
  readonly norm: Norm;
};

/** The weights of what follows the last layer; which of them exist depends on the directory's `output`. */
export type Head = {
  readonly exit: ExitHead | undefined;
  /** f32 (hidden, tokenDim), if states are projected. */
  readonly project: number | undefined;
  readonly classifier: ClassifierHead | undefined;
};

/** A classification head: logits = out · norm(activation(dense · state + bias)) + bias. */
export type ClassifierHead = {
  /** f32 (hidden, hidden). */
  readonly dense: number;
  readonly denseBias: Float32Array; // (hidden)
  /** Absent in most heads. */
  readonly norm: Norm | undefined;
  readonly out: Float32Array; // (hidden, labels)
  readonly outBias: Float32Array; // (labels)
};

/** The weights of an exit. */
export type ExitHead = {
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
  const { exits } = directory;
  const [from, to] = [segment === 1 ? 0 : exits[segment - 2]!, exits[segment - 1]!];
  return {
    embedding: segment === 1 ? loader.embedding() : undefined,
    layers: Array.from({ length: to - from }, (_, index) => loader.layer(`layers.${from + index}`)),
    head: loader.head(directory.output ?? 'vectors', `exits.${to}`),
  };
}

class Loader {
  readonly #kernel: Kernel;
  readonly #weights: ExpandedWeights;

  constructor(kernel: Kernel, weights: ExpandedWeights) {
    this.#kernel = kernel;
    this.#weights = weights;
  }

  embedding(): Embedding {
    return {
      word: this.#table('word'),
      enter: this.#weights.has('enter.weight') ? this.#product('enter') : undefined,
      widen: this.#weights.has('widen') ? this.#copy('widen') : undefined,
      position: this.#weights.has('position') ? this.#table('position') : undefined,
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

  /** @param exit the name of the exit after the last layer */
  head(output: NonNullable<EncoderDirectory['output']>, exit: string): Head {
    return {
      exit: output === 'vectors' ? this.#exit(exit) : undefined,
      project: output === 'states' && this.#weights.has('project') ? this.#copy('project') : undefined,
      classifier: output === 'logits' ? this.#classifier() : undefined,
    };
  }

  #classifier(): ClassifierHead {
    return {
      dense: this.#copy('head.dense'),
      denseBias: this.#weights.floats('head.dense.bias'),
      norm: this.#weights.has('head.norm.scale') ? this.#norm('head.norm') : undefined,
      out: this.#weights.floats('head.out'),
      outBias: this.#weights.floats('head.out.bias'),
    };
  }

  #exit(name: string): ExitHead {
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
