/**
 * @file Chooses the ONNX files of a repository, and where each of them runs, by the names that exporters give them.
 * Pure.
 */
import type { Variant } from '../card';
import { fileRef, hasFile } from './repository';
import type { TreeEntry } from './repository';

type VariantRule = Pick<Variant, 'device' | 'dtype' | 'batching' | 'features'> & { readonly names: readonly string[] };

/** int8 graphs run on WASM only: on GPUs, integer arithmetic with unknown scales is slow and its results drift. */
const INT8: VariantRule = { device: 'wasm', dtype: 'int8', batching: 'rows', names: ['model_quantized', 'model_int8', 'model_uint8'] }; // prettier-ignore
const FP32: VariantRule = { device: 'wasm', dtype: 'fp32', batching: 'rows', names: ['model'] };
const Q4: VariantRule = { device: 'wasm', dtype: 'q4', batching: 'rows', names: ['model_q4'] };
const GPU_FP16: VariantRule = { device: 'webgpu', dtype: 'fp16', batching: 'padded', features: ['shader-f16'], names: ['model_fp16'] }; // prettier-ignore
const GPU_FP32: VariantRule = { device: 'webgpu', dtype: 'fp32', batching: 'padded', names: ['model'] };
const GPU_Q4F16: VariantRule = { device: 'webgpu', dtype: 'q4f16', batching: 'padded', features: ['shader-f16'], names: ['model_q4f16'] }; // prettier-ignore
const GPU_Q4: VariantRule = { device: 'webgpu', dtype: 'q4', batching: 'padded', names: ['model_q4'] };

/** The path of every graph that may be used. */
export const GRAPHS: readonly string[] = [...new Set([INT8, FP32, Q4, GPU_FP16, GPU_Q4F16].flatMap(({ names }) => names))].map((name) => `onnx/${name}.onnx`); // prettier-ignore

/** Best first on each device. Encoders prefer exact graphs; language models, which are large, prefer small ones. */
const ENCODER_RULES = [INT8, FP32, Q4, GPU_FP16, GPU_FP32, GPU_Q4F16, GPU_Q4];
const DECODER_RULES = [INT8, Q4, FP32, GPU_Q4F16, GPU_FP16, GPU_Q4, GPU_FP32];

/**
 * Models with sliding-window attention. Where four divides the length of a row, onnxruntime-web's WebGPU backend
 * computes the `And` of masks four values at a time, and gets it wrong if one of them is broadcast.
 */
const SLIDING_WINDOW = 'modernbert';

export type GraphFacts = {
  /** `model_type` of the configuration. */
  readonly type?: string | undefined;
  /** Whether it is a causal language model. */
  readonly decodes?: boolean;
  /** Whether the model can run by a graph only. Default true. */
  readonly needsGraph?: boolean;
};

/**
 * The variants that the repository has graphs for, best first on each device.
 *
 * @throws TypeError if there is no graph that runs, and the model needs one
 */
export function variantsOf(
  tree: readonly TreeEntry[],
  id: string,
  { type = '', decodes = false, needsGraph = true }: GraphFacts = {},
): Variant[] {
  const rules = decodes ? DECODER_RULES : ENCODER_RULES;
  const variants = rules.flatMap(({ names, ...rule }): Variant[] => {
    const name = names.find((each) => hasFile(tree, `onnx/${each}.onnx`));
    if (name === undefined) return [];
    const odd = rule.batching === 'padded' && type.startsWith(SLIDING_WINDOW) ? { odd: true } : {};
    return [{ ...rule, ...odd, ...filesNamed(tree, name, id), tolerance: Infinity }];
  });
  if (variants.length > 0 || !needsGraph) return variants;
  const names = [...new Set(rules.flatMap((each) => each.names))].map((name) => `onnx/${name}.onnx`).join(', ');
  throw new TypeError(`Expected ${id} to have one of ${names}, got none`);
}

/** A graph and its data file. The graph refers to the data by file name, without the folder. */
function filesNamed(tree: readonly TreeEntry[], name: string, id: string): Pick<Variant, 'graphs' | 'data'> {
  const data = hasFile(tree, `onnx/${name}.onnx_data`) ? [`onnx/${name}.onnx_data`] : [];
  return {
    graphs: [fileRef(tree, `onnx/${name}.onnx`, id)],
    data: data.map((path) => ({ ...fileRef(tree, path, id), path: path.slice('onnx/'.length) })),
  };
}
