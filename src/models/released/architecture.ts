/**
 * @file The architectures whose released weights run on the kernel, and the names of their parts in PyTorch.
 */

import type { HeadFiles } from './head-weights';
import type { Activation, HeadActivation, HeadPooling, ReleasedOutput, RotaryLayer } from '../files/tensor-directory';

export const ARCHITECTURES = ['bert', 'roberta', 'electra', 'distilbert', 'modernbert'] as const;
/** `roberta` includes XLM-R and CamemBERT, which differ by their tokenizers. */
export type Architecture = (typeof ARCHITECTURES)[number];

/** How the weights of a released encoder are read and run, from its `config.json` and its family. */
export type ReleasedEncoder = {
  readonly architecture: Architecture;
  readonly layers: number;
  readonly heads: number;
  /** Added to the variance in layer normalisation. */
  readonly epsilon: number;
  readonly activation: Activation;
  /** Number of rows of the position table before that of the first token. */
  readonly firstPosition: number;
  readonly output: ReleasedOutput;
  /** With `states`, whether a linear layer may follow the encoder, as in Stanford's ColBERT. */
  readonly linear?: boolean;
  /** Only for `modernbert`, which has settings where the others have fixed parts. */
  readonly modern?: ModernSettings;
};

export type ModernSettings = {
  /** One for each layer. */
  readonly rotary: readonly RotaryLayer[];
  /** The longest input, in tokens. */
  readonly positions: number;
  /** The parts that have biases. */
  readonly biases: Readonly<Record<'attention' | 'feedForward' | 'norms' | 'head' | 'headNorm', boolean>>;
  readonly headActivation: HeadActivation;
  readonly headPooling: HeadPooling;
  /** The files of the head, if it is not in the file of the encoder. */
  readonly headFiles?: HeadFiles;
};

/** The names of linear layers and norms, from the name of the encoder on. */
export type PartNames = {
  /** @param index of a layer, from 0 @param layers number of layers */
  readonly layer: (
    index: number,
    layers: number,
  ) => {
    /** Queries, keys and values: three layers, or one whose outputs follow one another. */
    readonly qkv: readonly string[];
    readonly mix: string;
    readonly mixNorm: string;
    readonly up: string;
    readonly down: string;
    readonly downNorm: string;
  };
  /** A classification head: two linear layers over the state of the first token, and a norm between them if any. */
  readonly head: {
    readonly dense: string;
    readonly activation: HeadActivation;
    readonly norm?: string;
    readonly out: string;
  };
  readonly embeddings: EmbeddingNames;
  /** Parts of a head of the training before, beside those that all architectures may have. */
  readonly unneeded?: RegExp;
};

type EmbeddingNames = {
  readonly word: string;
  /** Absent with rotary positions. */
  readonly position?: string;
  readonly type?: string;
  readonly norm: string;
  /** ELECTRA's, if its vectors of words are narrower than its states. */
  readonly enter?: string;
};

const asBert = (index: number) => {
  const layer = `encoder.layer.${index}`;
  return {
    qkv: ['query', 'key', 'value'].map((part) => `${layer}.attention.self.${part}`),
    mix: `${layer}.attention.output.dense`,
    mixNorm: `${layer}.attention.output.LayerNorm`,
    up: `${layer}.intermediate.dense`,
    down: `${layer}.output.dense`,
    downNorm: `${layer}.output.LayerNorm`,
  };
};

const asDistilBert = (index: number) => {
  const layer = `transformer.layer.${index}`;
  return {
    qkv: ['q_lin', 'k_lin', 'v_lin'].map((part) => `${layer}.attention.${part}`),
    mix: `${layer}.attention.out_lin`,
    mixNorm: `${layer}.sa_layer_norm`,
    up: `${layer}.ffn.lin1`,
    down: `${layer}.ffn.lin2`,
    downNorm: `${layer}.output_layer_norm`,
  };
};

/** The norm of a layer's input is the one after the layer before. */
const asModernBert = (index: number, layers: number) => {
  const layer = `layers.${index}`;
  return {
    qkv: [`${layer}.attn.Wqkv`],
    mix: `${layer}.attn.Wo`,
    mixNorm: `${layer}.mlp_norm`,
    up: `${layer}.mlp.Wi`,
    down: `${layer}.mlp.Wo`,
    downNorm: index + 1 < layers ? `layers.${index + 1}.attn_norm` : 'final_norm',
  };
};

const EMBEDDINGS: EmbeddingNames = {
  word: 'embeddings.word_embeddings.weight',
  position: 'embeddings.position_embeddings.weight',
  type: 'embeddings.token_type_embeddings.weight',
  norm: 'embeddings.LayerNorm',
};
const MODERN_EMBEDDINGS: EmbeddingNames = {
  word: 'embeddings.tok_embeddings.weight',
  norm: 'embeddings.norm',
};

export const PARTS: Readonly<Record<Architecture, PartNames>> = {
  bert: {
    layer: asBert,
    head: { dense: 'pooler.dense', activation: 'tanh', out: 'classifier' },
    embeddings: EMBEDDINGS,
  },
  roberta: {
    layer: asBert,
    head: { dense: 'classifier.dense', activation: 'tanh', out: 'classifier.out_proj' },
    embeddings: EMBEDDINGS,
  },
  electra: {
    layer: asBert,
    head: { dense: 'classifier.dense', activation: 'gelu', out: 'classifier.out_proj' },
    embeddings: { ...EMBEDDINGS, enter: 'embeddings_project' },
  },
  distilbert: {
    layer: asDistilBert,
    head: { dense: 'pre_classifier', activation: 'relu', out: 'classifier' },
    embeddings: EMBEDDINGS,
  },
  modernbert: {
    layer: asModernBert,
    head: { dense: 'head.dense', activation: 'gelu', norm: 'head.norm', out: 'classifier' },
    embeddings: MODERN_EMBEDDINGS,
    unneeded: /^(head|decoder)\./,
  },
};
