/** @file The bindings of every dispatch. They depend on the buffers of a batch, and are made once for these. */
import type { BatchBuffers } from './batch-buffers';
import type { PipelineName, Pipelines } from './pipelines';
import type { EncoderWeights, LayerWeights, ProductWeights } from './weights';

type ProductName = 'enter' | 'qkv' | 'mix' | 'up' | 'down';
type LayerGroups = Readonly<Record<'qkv' | 'mix' | 'up' | 'down', GPUBindGroup>>;
type Resource = GPUBuffer | GPUBufferBinding | undefined;

export class BindGroups {
  readonly embed: GPUBindGroup;
  readonly attention: GPUBindGroup;
  readonly layers: readonly LayerGroups[];
  /** Present if all tables are narrower than the states. */
  readonly enter: GPUBindGroup | undefined;
  /** Present for an exit with token vectors. */
  readonly exit: Readonly<Record<'passage' | 'query' | 'pooled' | 'weights', GPUBindGroup>> | undefined;
  /** Present for a released encoder. */
  readonly rowOutput: GPUBindGroup | undefined;
  readonly #device: GPUDevice;
  readonly #pipelines: Pipelines;
  readonly #buffers: BatchBuffers;

  constructor(device: GPUDevice, pipelines: Pipelines, weights: EncoderWeights, buffers: BatchBuffers) {
    this.#device = device;
    this.#pipelines = pipelines;
    this.#buffers = buffers;
    const { tokens, rows, tiles, states, wide, mixed } = buffers;
    const { words, wordScales, positions, positionScales, norm, widen, enter } = weights.embedding;
    const embedded = enter ? wide : states;
    this.embed = this.#group('embed', tokens, words, wordScales, positions, positionScales, norm, embedded, widen);
    this.enter = enter && this.#product('enter', wide, enter, states);
    this.attention = this.#group('attention', tiles, wide, mixed);
    this.layers = weights.layers.map((layer) => this.#layer(layer));
    this.exit = weights.exit && this.#exit(weights.exit);
    const output = this.#section('pooled');
    this.rowOutput = weights.exit ? undefined : this.#group('rowOutput', rows, states, output, ...weights.classifier);
  }

  #exit({ project, weigh }: NonNullable<EncoderWeights['exit']>): NonNullable<BindGroups['exit']> {
    const { size, rows, states } = this.#buffers;
    const [components, scales] = [this.#section('components'), this.#section('scales')];
    return {
      passage: this.#group('passageVectors', size, states, project, components, scales),
      query: this.#group('queryVectors', size, states, project, components, scales),
      pooled: this.#group('pooled', rows, states, this.#section('pooled')),
      weights: this.#group('weights', size, states, weigh, this.#section('weights')),
    };
  }

  #layer({ qkv, mix, mixNorm, up, down, downNorm }: LayerWeights): LayerGroups {
    const { states, wide, mixed } = this.#buffers;
    return {
      qkv: this.#product('qkv', states, qkv, wide),
      mix: this.#product('mix', mixed, mix, states, mixNorm),
      up: this.#product('up', states, up, wide),
      down: this.#product('down', wide, down, states, downNorm),
    };
  }

  #product(
    name: ProductName,
    input: GPUBuffer,
    own: ProductWeights,
    output: GPUBuffer,
    norm?: GPUBuffer,
  ): GPUBindGroup {
    return this.#group(name, this.#buffers.size, input, own.factors, own.weights, own.columns, output, norm);
  }

  #section(name: keyof BatchBuffers['sections']): GPUBufferBinding {
    return { buffer: this.#buffers.outputs, ...this.#buffers.sections[name] };
  }

  /** Binds resources to 0, 1, 2 …; the last may be undefined. */
  #group(name: PipelineName, ...resources: readonly Resource[]): GPUBindGroup {
    return this.#device.createBindGroup({
      layout: this.#pipelines[name]!.getBindGroupLayout(0),
      entries: resources
        .filter((resource) => resource !== undefined)
        .map((resource, binding) => ({ binding, resource: 'buffer' in resource ? resource : { buffer: resource } })),
    });
  }
}
