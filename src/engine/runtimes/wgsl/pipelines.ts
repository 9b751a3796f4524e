/** @file Compiles the shaders of an encoder. */
import type { VectorBits } from '../../../models/abilities';
import type { EncoderDirectory } from '../../../models/files/tensor-directory';
import { attentionShader } from './shaders/attention';
import { embedShader } from './shaders/embed';
import { pooledShader, tokenWeightShader } from './shaders/head';
import { productShader } from './shaders/product';
import type { ProductShape } from './shaders/product';
import { tokenVectorShader } from './shaders/token-vectors';

/** The linear layers of a transformer layer. */
export type Products = Readonly<Record<'qkv' | 'mix' | 'up' | 'down', ProductShape>>;

export type Pipelines = Readonly<
  Record<
    'embed' | 'qkv' | 'attention' | 'mix' | 'up' | 'down' | 'passageVectors' | 'queryVectors' | 'pooled' | 'weights',
    GPUComputePipeline
  >
>;

export function productsOf({ hidden, inner, epsilon }: EncoderDirectory, packedDot: boolean): Products {
  const shape = { width: hidden, epsilon, packedDot };
  return {
    qkv: { ...shape, depth: hidden, columns: 3 * hidden, finish: 'none' },
    mix: { ...shape, depth: hidden, columns: hidden, finish: 'norm' },
    up: { ...shape, depth: hidden, columns: inner, finish: 'gelu' },
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
  const sources: Readonly<Record<keyof Pipelines, string>> = {
    embed: embedShader(directory),
    qkv: productShader(products.qkv),
    attention: attentionShader(directory),
    mix: productShader(products.mix),
    up: productShader(products.up),
    down: productShader(products.down),
    passageVectors: tokenVectorShader(directory, bits),
    queryVectors: tokenVectorShader(directory, 8),
    pooled: pooledShader(directory),
    weights: tokenWeightShader(directory),
  };
  const compiled = await Promise.all(
    Object.entries(sources).map(async ([label, code]) => {
      const module = device.createShaderModule({ label, code });
      const pipeline = await device.createComputePipelineAsync({ label, layout: 'auto', compute: { module } });
      return [label, pipeline] as const;
    }),
  );
  return Object.fromEntries(compiled) as Pipelines;
}
