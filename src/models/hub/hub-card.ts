/**
 * @file A card for a cross-encoder in the layout of the Hugging Face hub, from what its repository says: `config.json`, the tokenizer, and
 * which ONNX files there are.
 *
 * Nothing here has run: the card has no golden pairs, and a plausibility test takes their place. Scores are the sigmoid of the logit,
 * as such models are trained, and fitted to nothing.
 */
import type { FileRef, ModelCard, Variant } from '../card';
import type { Repository, TreeEntry } from './repository';
import { templatesOf } from './template';

export type HubFiles = {
  readonly config: {
    readonly architectures?: readonly string[];
    readonly id2label?: Readonly<Record<string, string>>;
    readonly max_position_embeddings?: number;
    readonly model_type?: string;
  };
  readonly tokenizer: { readonly post_processor?: unknown };
  readonly tokenizerConfig: { readonly model_max_length?: number };
  readonly tree: readonly TreeEntry[];
};

/** @throws TypeError that says what is missing, or what kind of model was expected and came */
export function hubCard({ id, revision, hub }: Repository, files: HubFiles): ModelCard {
  const { config, tokenizer, tokenizerConfig, tree } = files;
  const architecture = config.architectures?.[0] ?? 'none';
  if (!architecture.endsWith('ForSequenceClassification')) {
    throw new TypeError(`Expected ${id} to be a cross-encoder (…ForSequenceClassification), got ${architecture}`);
  }
  const limit = Math.min(MOST_TOKENS, lengthOf(config), tokenizerConfig.model_max_length ?? Infinity);
  const relevance = relevanceLabel(Object.entries(config.id2label ?? {}));
  return {
    format: 2,
    name: id,
    description: `A cross-encoder from ${new URL(id, hub).href}`,
    method: 'cross-encoder',
    abilities: ['classify'],
    languages: ['*'],
    parameters: 0,
    template: templatesOf(tokenizer),
    limits: { query: Math.floor(limit / 2), passage: limit, pair: limit },
    tokenizer: fileOf(tree, 'tokenizer.json', id),
    variants: variantsOf(tree, id),
    calibration: { slope: 1, intercept: 0, fittedOn: 'nothing: the sigmoid of the logit' },
    ...(relevance === undefined ? {} : { relevance: { label: relevance, trained: 'softmax' } }),
    golden: [],
    licence: 'see the page of the model',
    provenance: [`${new URL(id, hub).href}, revision ${revision}`],
  };
}

/** Longer inputs cost more than they bring; what is cut is counted. */
const MOST_TOKENS = 512;

/** RoBERTa's positions start after the padding id. */
function lengthOf({
  max_position_embeddings: positions = Infinity,
  model_type: type = '',
}: HubFiles['config']): number {
  return type.includes('roberta') ? positions - 2 : positions;
}

/** Place of the label that means relevant, where there are several. */
function relevanceLabel(labels: readonly (readonly [string, string])[]): number | undefined {
  if (labels.length < 2) return undefined;
  const named = labels.find(([, name]) => /^(relevant|yes|true|positive|entailment)$/i.test(name));
  return Number((named ?? labels.at(-1)!)[0]);
}

/** ONNX files by the names that exporters give them, and where each runs. */
const EXPORTS: readonly (Pick<Variant, 'device' | 'dtype' | 'batching' | 'features'> & {
  readonly names: readonly string[];
})[] = [
  { device: 'wasm', dtype: 'int8', batching: 'rows', names: ['model_quantized', 'model_int8', 'model_uint8'] },
  { device: 'wasm', dtype: 'fp32', batching: 'rows', names: ['model'] },
  { device: 'webgpu', dtype: 'fp16', batching: 'padded', features: ['shader-f16'], names: ['model_fp16'] },
  { device: 'webgpu', dtype: 'fp32', batching: 'padded', names: ['model'] },
];

function variantsOf(tree: readonly TreeEntry[], id: string): Variant[] {
  const variants = EXPORTS.flatMap(({ names, ...way }): Variant[] => {
    const name = names.find((each) => has(tree, `onnx/${each}.onnx`));
    if (name === undefined) return [];
    const data = has(tree, `onnx/${name}.onnx_data`) ? [`onnx/${name}.onnx_data`] : [];
    return [
      {
        ...way,
        graphs: [fileOf(tree, `onnx/${name}.onnx`, id)],
        // A graph knows its data by the file's own name.
        data: data.map((path) => ({ ...fileOf(tree, path, id), path: path.slice('onnx/'.length) })),
        tolerance: Infinity,
      },
    ];
  });
  if (variants.length > 0) return variants;
  const names = [...new Set(EXPORTS.flatMap((each) => each.names))].map((name) => `onnx/${name}.onnx`).join(', ');
  throw new TypeError(`Expected ${id} to have one of ${names}, got none`);
}

function has(tree: readonly TreeEntry[], path: string): boolean {
  return tree.some((entry) => entry.path === path);
}

/** Of small files a hub tells no sha256: they are taken as they come. */
function fileOf(tree: readonly TreeEntry[], path: string, id: string): FileRef {
  const entry = tree.find((each) => each.path === path);
  if (entry) return { path, bytes: entry.lfs?.size ?? entry.size, sha256: entry.lfs?.oid ?? '' };
  throw new TypeError(`Expected ${id} to have ${path}, got none`);
}
