/** @file Compiles the shaders of an encoder. */
import type { VectorBits } from '../../../models/abilities';
import type { EncoderDirectory, RotaryLayer } from '../../../models/files/tensor-directory';
import { attentionShader } from './shaders/attention';
import { embedShader } from './shaders/embed';
import { pooledShader, tokenWeightShader } from './shaders/head';
import { classifierShader, pooledStateShader } from './shaders/row-output';
import { gatedWidth, productShader } from './shaders/product';
import type { ProductShape } from './shaders/product';
import { tokenVectorShader } from './shaders/token-vectors';

/** The linear layers of a transformer layer. */
export type Products = Readonly<Record<'enter' | 'qkv' | 'mix' | 'up' | 'down', ProductShape>>;

type Step = 'embed' | 'enter' | 'qkv' | 'attention' | 'localAttention' | 'mix' | 'up' | 'down';
/** The steps after the last layer: of an exit with token vectors, or of a released encoder. */
type Output = 'passageVectors' | 'queryVectors' | 'pooled' | 'weights' | 'rowOutput';
export type PipelineName = Step | Output;

/** A step that the encoder does not need has no pipeline. */
export type Pipelines = Readonly<Partial<Record<PipelineName, GPUComputePipeline>>>;

export function productsOf(directory: EncoderDirectory, packedDot: boolean): Products {
  const { hidden, inner, epsilon, embedding, activation = 'gelu', preNorm, gated = false } = directory;
  const shape = { width: hidden, epsilon, packedDot };
  const finish = preNorm ? 'preNorm' : 'norm';
  const gate = gated ? { gated, columns: 2 * inner, width: gatedWidth(inner) } : { columns: inner };
  return {
    enter: { ...shape, depth: embedding, columns: hidden, finish: 'none' },
    qkv: { ...shape, depth: hidden, columns: 3 * hidden, finish: 'none' },
    mix: { ...shape, depth: hidden, columns: hidden, finish },
    up: { ...shape, depth: hidden, finish: activation, ...gate },
    down: { ...shape, depth: inner, columns: hidden, finish },
  };
}

/** @param bits of the components of passage vectors; those of queries have 8 */
export async function compilePipelines(
  device: GPUDevice,
  directory: EncoderDirectory,
  products: Products,
  bits: VectorBits,
): Promise<Pipelines> {
  const enters = entersAfterNorm(directory);
  const sources: Readonly<Partial<Record<PipelineName, string>>> = {
    embed: embedShader(enters ? { ...directory, hidden: directory.embedding } : directory, !directory.rotary),
    ...(enters ? { enter: productShader(products.enter) } : {}),
    qkv: productShader(products.qkv),
    ...attentionSources(directory),
    mix: productShader(products.mix),
    up: productShader(products.up),
    down: productShader(products.down),
    ...outputSources(directory, bits),
  };
  const compiled = await Promise.all(
    Object.entries(sources).map(async ([label, code]) => {
      const module = device.createShaderModule({ label, code });
      const pipeline = await device.createComputePipelineAsync({ label, layout: 'auto', compute: { module } });
      return [label, pipeline] as const;
    }),
  );
  return Object.fromEntries(compiled);
}

/** Layers that attend to all tokens, and layers with a limit. */
export type AttentionName = 'attention' | 'localAttention';

export function attentionOf(layer: RotaryLayer | undefined): AttentionName {
  return layer?.reach === undefined ? 'attention' : 'localAttention';
}

/** @throws TypeError if layers of the same name have different settings */
function attentionSources(directory: EncoderDirectory): Partial<Record<AttentionName, string>> {
  const { rotary } = directory;
  if (!rotary) return { attention: attentionShader(directory) };
  const sources = rotary.map((layer) => [attentionOf(layer), attentionShader(directory, layer)] as const);
  const byName = Object.fromEntries(sources) as Partial<Record<AttentionName, string>>;
  if (sources.every(([name, source]) => byName[name] === source)) return byName;
  throw new TypeError('Expected local layers to reach equally far, got several distances');
}

/** Whether the tables are narrower than the states, and a linear layer follows the norm of the embeddings. */
export function entersAfterNorm({ tensors }: Pick<EncoderDirectory, 'tensors'>): boolean {
  return 'enter.weight' in tensors;
}

/** @throws TypeError for the output `states`, which only the kernel on WASM computes */
function outputSources(directory: EncoderDirectory, bits: VectorBits): Partial<Record<Output, string>> {
  const { output = 'vectors', hidden, labels = 1, headActivation = 'tanh', headPooling = 'first' } = directory;
  const epsilon = 'head.norm.scale' in directory.tensors ? directory.epsilon : undefined;
  switch (output) {
    case 'vectors':
      return {
        passageVectors: tokenVectorShader(directory, bits),
        queryVectors: tokenVectorShader(directory, 8),
        pooled: pooledShader(directory),
        weights: tokenWeightShader(directory),
      };
    case 'mean':
      return { rowOutput: pooledStateShader(hidden, 'all') };
    case 'first':
      return { rowOutput: pooledStateShader(hidden, 'first') };
    case 'logits':
      return {
        rowOutput: classifierShader({ hidden, labels, activation: headActivation, pooling: headPooling, epsilon }),
      };
    case 'states':
      throw new TypeError('Expected an encoder with one vector for each row, got one with the states of every token');
    default:
      return output satisfies never;
  }
}
