/** @file Which of a repository's ONNX files run, and where: by the names that exporters give them. Pure. */
import type { FileRef, Variant } from '../card';
import type { TreeEntry } from './repository';

type VariantRule = Pick<Variant, 'device' | 'dtype' | 'batching' | 'features'> & { readonly names: readonly string[] };

/** Files by the names that exporters give them. Integer arithmetic of unknown scales is for WASM alone: on GPUs it drifts and is slow. */
const INT8: VariantRule = { device: 'wasm', dtype: 'int8', batching: 'rows', names: ['model_quantized', 'model_int8', 'model_uint8'] }; // prettier-ignore
const FP32: VariantRule = { device: 'wasm', dtype: 'fp32', batching: 'rows', names: ['model'] };
const Q4: VariantRule = { device: 'wasm', dtype: 'q4', batching: 'rows', names: ['model_q4'] };
const GPU_FP16: VariantRule = { device: 'webgpu', dtype: 'fp16', batching: 'padded', features: ['shader-f16'], names: ['model_fp16'] }; // prettier-ignore
const GPU_FP32: VariantRule = { device: 'webgpu', dtype: 'fp32', batching: 'padded', names: ['model'] };
const GPU_Q4F16: VariantRule = { device: 'webgpu', dtype: 'q4f16', batching: 'padded', features: ['shader-f16'], names: ['model_q4f16'] }; // prettier-ignore
const GPU_Q4: VariantRule = { device: 'webgpu', dtype: 'q4', batching: 'padded', names: ['model_q4'] };

/** Every graph that may be used, by its path. */
export const GRAPHS: readonly string[] = [...new Set([INT8, FP32, Q4, GPU_FP16, GPU_Q4F16].flatMap(({ names }) => names))].map((name) => `onnx/${name}.onnx`); // prettier-ignore

/** Best first on each device: what is exact, but of language models, which are large, what is small. */
const ENCODERS = [INT8, FP32, Q4, GPU_FP16, GPU_FP32, GPU_Q4F16, GPU_Q4];
const DECODERS = [INT8, Q4, FP32, GPU_Q4F16, GPU_FP16, GPU_Q4, GPU_FP32];

/**
 * Families with masks of a sliding window. onnxruntime-web's WebGPU joins masks (`And` of booleans, one of them broadcast) four at a time where
 * four divides the length of a row, and gets them wrong.
 */
const WINDOWED = 'modernbert';

/**
 * @param type `model_type` of the configuration
 * @param decodes whether it is a causal language model
 * @throws TypeError when no file is one that runs
 */
export function variantsOf(tree: readonly TreeEntry[], id: string, type = '', decodes = false): Variant[] {
  const ways = decodes ? DECODERS : ENCODERS;
  const variants = ways.flatMap(({ names, ...way }): Variant[] => {
    const name = names.find((each) => hasFile(tree, `onnx/${each}.onnx`));
    if (name === undefined) return [];
    const odd = way.batching === 'padded' && type.startsWith(WINDOWED) ? { odd: true } : {};
    return [{ ...way, ...odd, ...filesNamed(tree, name, id), tolerance: Infinity }];
  });
  if (variants.length > 0) return variants;
  const names = [...new Set(ways.flatMap((each) => each.names))].map((name) => `onnx/${name}.onnx`).join(', ');
  throw new TypeError(`Expected ${id} to have one of ${names}, got none`);
}

/** A graph and its data, which it knows by the file's own name. */
function filesNamed(tree: readonly TreeEntry[], name: string, id: string): Pick<Variant, 'graphs' | 'data'> {
  const data = hasFile(tree, `onnx/${name}.onnx_data`) ? [`onnx/${name}.onnx_data`] : [];
  return {
    graphs: [fileRef(tree, `onnx/${name}.onnx`, id)],
    data: data.map((path) => ({ ...fileRef(tree, path, id), path: path.slice('onnx/'.length) })),
  };
}

export function hasFile(tree: readonly TreeEntry[], path: string): boolean {
  return tree.some((entry) => entry.path === path);
}

/** Of small files a hub tells no sha256: they are taken as they come. @throws TypeError that names the file */
export function fileRef(tree: readonly TreeEntry[], path: string, id: string): FileRef {
  const entry = tree.find((each) => each.path === path);
  if (entry) return { path, bytes: entry.lfs?.size ?? entry.size, sha256: entry.lfs?.oid ?? '' };
  throw new TypeError(`Expected ${id} to have ${path}, got none`);
}
