/** @file Uploads the weights of an encoder to the GPU, in the layouts that the shaders read. */
import type { EncoderDirectory } from '../../../models/files/tensor-directory';
import { ExpandedWeights } from '../../../models/files/expanded-weights';
import { BUFFER_USAGE } from './constants';

/** The buffers of one linear layer. */
export type ProductWeights = {
  readonly factors: GPUBuffer;
  /** Four depths in a word: (depth / 4, columns). */
  readonly weights: GPUBuffer;
  /** (columns) of four floats: the sum of the weights, scale, bias, and one unused. */
  readonly columns: GPUBuffer;
};

export type LayerWeights = {
  readonly qkv: ProductWeights;
  readonly mix: ProductWeights;
  readonly mixNorm: GPUBuffer;
  readonly up: ProductWeights;
  readonly down: ProductWeights;
  readonly downNorm: GPUBuffer;
};

export type EncoderWeights = {
  readonly embedding: {
    readonly words: GPUBuffer;
    readonly wordScales: GPUBuffer;
    /** Absent with rotary positions. */
    readonly positions: GPUBuffer | undefined;
    readonly positionScales: GPUBuffer | undefined;
    readonly norm: GPUBuffer;
    /** Present if the word table is narrower than the states. */
    readonly widen: GPUBuffer | undefined;
    /** Present if all tables are narrower than the states. */
    readonly enter: ProductWeights | undefined;
  };
  readonly layers: readonly LayerWeights[];
  /** Present for an exit with token vectors. */
  readonly exit: { readonly project: GPUBuffer; readonly weigh: GPUBuffer } | undefined;
  /**
   * The classification head: its first layer, its bias, its last layer, its bias, and the norm between them if it has
   * one. Empty without a head.
   */
  readonly classifier: readonly GPUBuffer[];
};

/** @param depth number of layers, which is an exit @param data the expanded file */
export function uploadWeights(
  device: GPUDevice,
  directory: EncoderDirectory,
  depth: number,
  data: Uint8Array,
): EncoderWeights {
  const upload = new Upload(device, new ExpandedWeights(directory, data));
  const { output = 'vectors' } = directory;
  return {
    embedding: upload.embedding(),
    layers: Array.from({ length: depth }, (_, index) => upload.layer(`layers.${index}`)),
    exit: output === 'vectors' ? upload.exit(`exits.${depth}`) : undefined,
    classifier: output === 'logits' ? upload.classifier() : [],
  };
}

class Upload {
  readonly #device: GPUDevice;
  readonly #weights: ExpandedWeights;

  constructor(device: GPUDevice, weights: ExpandedWeights) {
    this.#device = device;
    this.#weights = weights;
  }

  embedding(): EncoderWeights['embedding'] {
    return {
      words: this.#copy('word'),
      wordScales: this.#copy('word.scale'),
      positions: this.#weights.has('position') ? this.#copy('position') : undefined,
      positionScales: this.#weights.has('position') ? this.#copy('position.scale') : undefined,
      norm: this.#norm('norm'),
      widen: this.#weights.has('widen') ? this.#copy('widen') : undefined,
      enter: this.#weights.has('enter.weight') ? this.#product('enter') : undefined,
    };
  }

  layer(name: string): LayerWeights {
    return {
      qkv: this.#product(`${name}.qkv`),
      mix: this.#product(`${name}.mix`),
      mixNorm: this.#norm(`${name}.mix.norm`),
      up: this.#product(`${name}.up`),
      down: this.#product(`${name}.down`),
      downNorm: this.#norm(`${name}.down.norm`),
    };
  }

  classifier(): readonly GPUBuffer[] {
    const layers = ['head.dense', 'head.dense.bias', 'head.out', 'head.out.bias'].map((name) => this.#copy(name));
    return this.#weights.has('head.norm.scale') ? [...layers, this.#norm('head.norm')] : layers;
  }

  exit(name: string): NonNullable<EncoderWeights['exit']> {
    const weigh = this.#weights.floats(`${name}.weigh`); // (hidden, 1)
    return {
      project: this.#copy(`${name}.project`),
      weigh: this.#buffer(Float32Array.of(...weigh, this.#weights.floats(`${name}.weigh.bias`)[0]!)),
    };
  }

  #product(name: string): ProductWeights {
    const [depth = 0, columns = 0] = this.#weights.shapeOf(`${name}.weight`);
    const bytes = this.#weights.bytes(`${name}.weight`);
    const weight = new Int8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    const { words, sums } = packMatrix(weight, depth, columns);
    const scale = this.#weights.floats(`${name}.scale`);
    const bias = this.#weights.floats(`${name}.bias`);
    const info = new Float32Array(4 * columns);
    for (let column = 0; column < columns; column++) {
      info.set([sums[column]!, scale[column]!, bias[column]!], 4 * column);
    }
    const unsmooth = `${name}.unsmooth`;
    const factors = this.#weights.has(unsmooth) ? this.#weights.floats(unsmooth) : new Float32Array(depth).fill(1);
    return { factors: this.#buffer(factors), weights: this.#buffer(words), columns: this.#buffer(info) };
  }

  #norm(name: string): GPUBuffer {
    const scale = this.#weights.floats(`${name}.scale`);
    const bias = this.#weights.floats(`${name}.bias`);
    const pairs = new Float32Array(2 * scale.length);
    scale.forEach((value, index) => pairs.set([value, bias[index]!], 2 * index));
    return this.#buffer(pairs);
  }

  #copy(name: string): GPUBuffer {
    return this.#buffer(this.#weights.bytes(name));
  }

  #buffer(data: Uint8Array | Float32Array | Uint32Array): GPUBuffer {
    const buffer = this.#device.createBuffer({
      size: Math.ceil(data.byteLength / 4) * 4,
      usage: BUFFER_USAGE.storage,
      mappedAtCreation: true,
    });
    new Uint8Array(buffer.getMappedRange()).set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength));
    buffer.unmap();
    return buffer;
  }
}

/** Packs int8 (depth, columns) as words of four depths, (depth / 4, columns), and sums each column. */
export function packMatrix(
  weight: Int8Array,
  depth: number,
  columns: number,
): { words: Uint32Array; sums: Int32Array } {
  const words = new Uint32Array((depth * columns) / 4);
  const sums = new Int32Array(columns);
  for (let k = 0; k < depth; k += 4) {
    const line = (k * columns) / 4;
    for (let column = 0, from = k * columns; column < columns; column++, from++) {
      const a = weight[from]!;
      const b = weight[from + columns]!;
      const c = weight[from + 2 * columns]!;
      const d = weight[from + 3 * columns]!;
      words[line + column] = (a & 255) | ((b & 255) << 8) | ((c & 255) << 16) | (d << 24);
      sums[column]! += a + b + c + d;
    }
  }
  return { words, sums };
}
