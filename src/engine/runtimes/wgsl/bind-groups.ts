/** @file The bindings of every dispatch. They depend on the buffers of a batch, and are made once for these. */
import type { BatchBuffers } from './batch-buffers';
import type { Pipelines } from './pipelines';
import type { EncoderWeights, LayerWeights, ProductWeights } from './weights';

type LayerGroups = Readonly<Record<'qkv' | 'mix' | 'up' | 'down', GPUBindGroup>>;
type Resource = GPUBuffer | GPUBufferBinding | undefined;

export class BindGroups {
  readonly embed: GPUBindGroup;
  readonly attention: GPUBindGroup;
  readonly layers: readonly LayerGroups[];
  readonly passage: GPUBindGroup;
  readonly query: GPUBindGroup;
  readonly pooled: GPUBindGroup;
  readonly weights: GPUBindGroup;
  readonly #device: GPUDevice;
  readonly #pipelines: Pipelines;
  readonly #buffers: BatchBuffers;

  constructor(device: GPUDevice, pipelines: Pipelines, weights: EncoderWeights, buffers: BatchBuffers) {
    this.#device = device;
    this.#pipelines = pipelines;
    this.#buffers = buffers;
    const { size, tokens, rows, tiles, states, wide, mixed } = buffers;
    const { words, wordScales, positions, positionScales, norm, widen } = weights.embedding;
    const { project, weigh } = weights.head;
    const [components, scales] = [this.#section('components'), this.#section('scales')];
    this.embed = this.#group('embed', tokens, words, wordScales, positions, positionScales, norm, states, widen);
    this.attention = this.#group('attention', tiles, wide, mixed);
    this.layers = weights.layers.map((layer) => this.#layer(layer));
    this.passage = this.#group('passageVectors', size, states, project, components, scales);
    this.query = this.#group('queryVectors', size, states, project, components, scales);
    this.pooled = this.#group('pooled', rows, states, this.#section('pooled'));
    this.weights = this.#group('weights', size, states, weigh, this.#section('weights'));
  }

  #layer({ qkv, mix, mixNorm, up, down, downNorm }: LayerWeights): LayerGroups {
    const { size, states, wide, mixed } = this.#buffers;
    const bind = (
      name: keyof LayerGroups,
      input: GPUBuffer,
      own: ProductWeights,
      output: GPUBuffer,
      norm?: GPUBuffer,
    ) => this.#group(name, size, input, own.factors, own.weights, own.columns, output, norm);
    return {
      qkv: bind('qkv', states, qkv, wide),
      mix: bind('mix', mixed, mix, states, mixNorm),
      up: bind('up', states, up, wide),
      down: bind('down', wide, down, states, downNorm),
    };
  }

  #section(name: keyof BatchBuffers['sections']): GPUBufferBinding {
    return { buffer: this.#buffers.outputs, ...this.#buffers.sections[name] };
  }

  /** Binds resources to 0, 1, 2 …; the last may be undefined. */
  #group(name: keyof Pipelines, ...resources: readonly Resource[]): GPUBindGroup {
    return this.#device.createBindGroup({
      layout: this.#pipelines[name].getBindGroupLayout(0),
      entries: resources
        .filter((resource) => resource !== undefined)
        .map((resource, binding) => ({ binding, resource: 'buffer' in resource ? resource : { buffer: resource } })),
    });
  }
}
