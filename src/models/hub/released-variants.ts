/**
 * @file Whether a repository's model runs on our kernel, and from which file. The kernel quantizes released weights
 * when the model is loaded, so it needs to know the architecture. All other models run on onnxruntime-web.
 */
import type { ModelCard, Variant } from '../card';
import type { Activation, ReleasedOutput } from '../files/tensor-directory';
import type { Architecture, ModernSettings, ReleasedEncoder } from '../released/architecture';
import type { HubConfig, HubFiles } from './hub-files';
import { hasHeadModules, readHeadModules } from './head-modules';
import { readModernSettings } from './modern-settings';
import { fileRef, hasFile } from './repository';
import type { TreeEntry } from './repository';

type Facts = Pick<ModelCard, 'abilities'> & { readonly readout?: ModelCard['readout'] | undefined };

/**
 * The files that weights are read from, in two groups. Of each group, the first that a repository has is tried: small
 * exports, which are downloaded sooner and lose little, since weights become int8 in any case; and weights in full, for
 * exports that cannot be read.
 */
const SMALL_FILES: readonly string[] = [
  ...['model_quantized', 'model_int8', 'model_uint8', 'model_quint8_avx2', 'model_qint8_avx512_vnni'],
  ...['model_qint8_avx512', 'model_qint8_arm64', 'model_fp16'],
].map((name) => `onnx/${name}.onnx`);
const FULL_FILES: readonly string[] = ['model.safetensors', 'onnx/model.onnx'];
export const RELEASED_FILES: readonly string[] = [...SMALL_FILES, ...FULL_FILES];

/** The variants for the kernel. If it cannot run the model, a variant says why, for the report. */
export function releasedVariants(id: string, files: HubFiles, card: Facts): Variant[] {
  const { config, tree } = files;
  const encoder = withHeadModules(readEncoder(config, card), files);
  const paths = [SMALL_FILES, FULL_FILES].flatMap((group) => firstOf(group, tree));
  if (typeof encoder === 'string') return [{ ...KERNEL, unsupported: `The kernel does not run it: ${encoder}` }];
  if (paths.length === 0) {
    return [{ ...KERNEL, unsupported: `The kernel does not run it: it has none of ${RELEASED_FILES.join(', ')} with at most ${MAX_BYTES} bytes` }]; // prettier-ignore
  }
  return paths.flatMap((path): Variant[] => {
    const head = Object.values(encoder.modern?.headFiles ?? {});
    const data = [path, ...head].map((file) => fileRef(tree, file, id));
    const onWasm = { ...KERNEL, data, released: encoder };
    const onGpu = { ...onWasm, device: 'webgpu' } as const;
    return [onWasm, encoder.output === 'states' ? { ...onGpu, unsupported: STATES } : onGpu];
  });
}

const KERNEL = {
  ...({ device: 'wasm', dtype: 'int8', runtime: 'kernel', batching: 'rows' } as const),
  ...{ graphs: [], data: [], tolerance: Infinity },
} satisfies Variant;
const STATES = 'The kernel on WebGPU does not give the states of every token';

/** A graph with its data in another file is not read, and no file that is larger than an encoder of 300M parameters. */
function firstOf(paths: readonly string[], tree: readonly TreeEntry[]): string[] {
  const isRead = (path: string) => !hasFile(tree, `${path}_data`) && tree.some((entry) => entry.path === path && sizeOf(entry) <= MAX_BYTES); // prettier-ignore
  return paths.filter(isRead).slice(0, 1);
}

const MAX_BYTES = 1.25e9;

function sizeOf({ lfs, size }: TreeEntry): number {
  return lfs?.size ?? size;
}

/** By the class of `config.json` without what it is trained for. ColBERT's own class is a BERT with a linear layer. */
const CLASSES: readonly (readonly [RegExp, Architecture])[] = [
  [/^(Bert(Model|For\w+)|HF_ColBERT)$/, 'bert'],
  [/^(Roberta|XLMRoberta|Camembert)(Model|For\w+)$/, 'roberta'],
  [/^Electra(Model|For\w+)$/, 'electra'],
  [/^DistilBert(Model|For\w+)$/, 'distilbert'],
  [/^ModernBert(Model|For\w+)$/, 'modernbert'],
];

const ACTIVATIONS: Readonly<Record<string, Activation>> = {
  gelu: 'gelu',
  gelu_python: 'gelu',
  gelu_new: 'gelu_tanh',
  gelu_fast: 'gelu_tanh',
  gelu_pytorch_tanh: 'gelu_tanh',
  relu: 'relu',
};

/** How the encoder is read, or what the kernel does not support. */
function readEncoder(config: HubConfig, card: Facts): ReleasedEncoder | string {
  const name = config.architectures?.[0] ?? '';
  const architecture = CLASSES.find(([classes]) => classes.test(name))?.[1];
  if (!architecture) return `its architecture is ${name || 'not known'}`;
  const { position_embedding_type: positions = 'absolute', is_decoder: decodes, add_cross_attention: crosses } = config;
  if (positions !== 'absolute') return `its positions are ${positions}`;
  if (decodes || crosses) return 'it is a decoder';
  const function_ = config.hidden_act ?? config.hidden_activation ?? config.activation ?? 'gelu';
  const activation = Object.hasOwn(ACTIVATIONS, function_) ? ACTIVATIONS[function_] : undefined;
  if (!activation) return `its activation is ${function_}`;
  const layers = config.num_hidden_layers ?? config.n_layers;
  const heads = config.num_attention_heads ?? config.n_heads;
  if (!layers || !heads) return 'its configuration has no number of layers or heads';
  if (layers > MOST_LAYERS) return `it has ${layers} layers`;
  const modern = architecture === 'modernbert' ? readModernSettings(config, layers) : undefined;
  if (typeof modern === 'string') return modern;
  const output = outputOf(card);
  return {
    ...{ architecture, layers, heads, activation, output },
    epsilon: modern ? (config.norm_eps ?? 1e-5) : (config.layer_norm_eps ?? 1e-12),
    ...(modern ? { modern } : {}),
    // The positions of RoBERTa start after that of the padding token.
    firstPosition: architecture === 'roberta' ? (config.pad_token_id ?? 1) + 1 : 0,
    ...(projects(card) ? { linear: true } : {}),
  };
}

/** Far above what fits the largest file. */
const MOST_LAYERS = 1000;

/** The encoder with the head that the repository has in files of its own, if it has one. */
function withHeadModules(encoder: ReleasedEncoder | string, files: HubFiles): ReleasedEncoder | string {
  if (typeof encoder === 'string' || !hasHeadModules(files)) return encoder;
  if (!encoder.modern) return 'its head is in files of its own';
  // The norm of such a head has this epsilon.
  if (encoder.epsilon !== 1e-5) return `the epsilon of its norms is ${encoder.epsilon}`;
  const head = readHeadModules(files);
  if (typeof head === 'string') return head;
  const modern: ModernSettings = {
    ...encoder.modern,
    biases: { ...encoder.modern.biases, head: head.biased, headNorm: true },
    headActivation: head.activation,
    headPooling: head.pooling,
    headFiles: head.files,
  };
  return { ...encoder, modern };
}

/** A late-interaction model without a layer beside its encoder may have one among the encoder's weights. */
function projects({ abilities, readout }: Facts): boolean {
  return abilities.includes('embedTokens') && !readout?.dense?.length;
}

function outputOf({ abilities, readout }: Facts): ReleasedOutput {
  if (abilities.includes('classify')) return 'logits';
  if (abilities.includes('embedTokens')) return 'states';
  return ({ mean: 'mean', cls: 'first', max: 'states', last: 'states' } as const)[readout?.pooling ?? 'mean'];
}
