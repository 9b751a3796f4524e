/** @file Compiles the shaders of an encoder. */
import type { VectorBits } from '../../../models/abilities';
import type { EncoderDirectory } from '../../../models/files/tensor-directory';
import { attentionShader } from './shaders/attention';
import { embedShader } from './shaders/embed';
import { pooledShader, tokenWeightShader } from './shaders/head';
import { classifierShader, pooledStateShader } from './shaders/row-output';
import { productShader } from './shaders/product';
import type { ProductShape } from './shaders/product';
import { tokenVectorShader } from './shaders/token-vectors';

/** The linear layers of a transformer layer. */
export type Products = Readonly<Record<'enter' | 'qkv' | 'mix' | 'up' | 'down', ProductShape>>;

type Step = 'embed' | 'enter' | 'qkv' | 'attention' | 'mix' | 'up' | 'down';
/** The steps after the last layer: of an exit with token vectors, or of a released encoder. */
type Output = 'passageVectors' | 'queryVectors' | 'pooled' | 'weights' | 'rowOutput';
export type PipelineName = Step | Output;

/** A step that the encoder does not need has no pipeline. */
export type Pipelines = Readonly<Record<Exclude<Step, 'enter'>, GPUComputePipeline>> &
  Readonly<Partial<Record<PipelineName, GPUComputePipeline>>>;

export function productsOf(directory: EncoderDirectory, packedDot: boolean): Products {
  const { hidden, inner, epsilon, embedding, activation = 'gelu' } = directory;
  const shape = { width: hidden, epsilon, packedDot };
  return {
    enter: { ...shape, depth: embedding, columns: hidden, finish: 'none' },
    qkv: { ...shape, depth: hidden, columns: 3 * hidden, finish: 'none' },
    mix: { ...shape, depth: hidden, columns: hidden, finish: 'norm' },
    up: { ...shape, depth: hidden, columns: inner, finish: activation },
    down: { ...shape, depth: inner, columns: hidden, finish: 'norm' },
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
    embed: embedShader(enters ? { ...directory, hidden: directory.embedding } : directory),
    ...(enters ? { enter: productShader(products.enter) } : {}),
    qkv: productShader(products.qkv),
    attention: attentionShader(directory),
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
  return Object.fromEntries(compiled) as unknown as Pipelines;
}

/** Whether the tables are narrower than the states, and a linear layer follows the norm of the embeddings. */
export function entersAfterNorm({ tensors }: Pick<EncoderDirectory, 'tensors'>): boolean {
  return 'enter.weight' in tensors;
}

/** @throws TypeError for the output `states`, which only the kernel on WASM computes */
function outputSources(directory: EncoderDirectory, bits: VectorBits): Partial<Record<Output, string>> {
  const { output = 'vectors', hidden, labels = 1, headActivation = 'tanh' } = directory;
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
      return { rowOutput: classifierShader({ hidden, labels, activation: headActivation }) };
    case 'states':
      throw new TypeError('Expected an encoder with one vector for each row, got one with the states of every token');
    default:
      return output satisfies never;
  }
}
