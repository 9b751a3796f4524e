/** @file The bindings of every dispatch. They depend on the buffers of a batch, and are made once for these. */
import type { BatchBuffers } from './batch-buffers';
import type { EncoderDirectory } from '../../../models/files/tensor-directory';
import { attentionOf } from './pipelines';
import type { AttentionName, PipelineName, Pipelines } from './pipelines';
import type { EncoderWeights, LayerWeights, ProductWeights } from './weights';

type ProductName = 'enter' | 'qkv' | 'mix' | 'up' | 'down';
type LayerGroups = Readonly<Record<'qkv' | 'attention' | 'mix' | 'up' | 'down', GPUBindGroup>> & {
  readonly attends: AttentionName;
};
type Resource = GPUBuffer | GPUBufferBinding | undefined;

type GroupParts = {
  readonly device: GPUDevice;
  readonly pipelines: Pipelines;
  readonly weights: EncoderWeights;
  readonly buffers: BatchBuffers;
  /** Of the tensor directory. */
  readonly rotary: EncoderDirectory['rotary'];
};

export class BindGroups {
  readonly embed: GPUBindGroup;
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
  readonly #rotary: EncoderDirectory['rotary'];

  constructor({ device, pipelines, weights, buffers, rotary }: GroupParts) {
    this.#device = device;
    this.#pipelines = pipelines;
    this.#buffers = buffers;
    this.#rotary = rotary;
    const { tokens, rows, states, normed, wide } = buffers;
    const { words, wordScales, positions, positionScales, norm, widen, enter } = weights.embedding;
    const embedded = enter ? wide : states;
    this.embed = this.#group('embed', tokens, words, wordScales, positions, positionScales, norm, embedded, widen);
    this.enter = enter && this.#product('enter', wide, enter, states);
    this.layers = weights.layers.map((layer, index) => this.#layer(layer, index));
    this.exit = weights.exit && this.#exit(weights.exit);
    const output = this.#section('pooled');
    this.rowOutput = weights.exit ? undefined : this.#group('rowOutput', rows, normed, output, ...weights.classifier);
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

  #layer({ qkv, mix, mixNorm, up, down, downNorm }: LayerWeights, index: number): LayerGroups {
    const { states, normed, tiles, turns, wide, mixed } = this.#buffers;
    const rotary = this.#rotary?.[index];
    const attends = attentionOf(rotary);
    const written = normed === states ? undefined : normed;
    return {
      attends,
      qkv: this.#product('qkv', index === 0 ? states : normed, qkv, wide),
      attention: this.#group(attends, tiles, wide, mixed, rotary && turns.get(rotary.theta)),
      mix: this.#product('mix', mixed, mix, states, mixNorm, written),
      up: this.#product('up', normed, up, wide),
      down: this.#product('down', wide, down, states, downNorm, written),
    };
  }

  #product(
    name: ProductName,
    input: GPUBuffer,
    own: ProductWeights,
    output: GPUBuffer,
    ...norm: readonly Resource[]
  ): GPUBindGroup {
    return this.#group(name, this.#buffers.size, input, own.factors, own.weights, own.columns, output, ...norm);
  }

  #section(name: keyof BatchBuffers['sections']): GPUBufferBinding {
    return { buffer: this.#buffers.outputs, ...this.#buffers.sections[name] };
  }

  /** Binds resources to 0, 1, 2 …, without those that are undefined. */
  #group(name: PipelineName, ...resources: readonly Resource[]): GPUBindGroup {
    return this.#device.createBindGroup({
      layout: this.#pipelines[name]!.getBindGroupLayout(0),
      entries: resources
        .filter((resource) => resource !== undefined)
        .map((resource, binding) => ({ binding, resource: 'buffer' in resource ? resource : { buffer: resource } })),
    });
  }
}
