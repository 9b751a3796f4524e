/**
 * @file The architectures whose released weights run on the kernel, and the names of their parts in PyTorch.
 */

import type { Activation, HeadActivation, ReleasedOutput } from '../files/tensor-directory';

export const ARCHITECTURES = ['bert', 'roberta', 'electra', 'distilbert'] as const;
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
};

/** The names of linear layers and norms, from the name of the encoder on. */
export type PartNames = {
  /** @param index of a layer, from 0 */
  readonly layer: (index: number) => {
    readonly query: string;
    readonly key: string;
    readonly value: string;
    readonly mix: string;
    readonly mixNorm: string;
    readonly up: string;
    readonly down: string;
    readonly downNorm: string;
  };
  /** A classification head: two linear layers over the state of the first token. */
  readonly head: { readonly dense: string; readonly activation: HeadActivation; readonly out: string };
};

const asBert = (index: number) => {
  const layer = `encoder.layer.${index}`;
  return {
    query: `${layer}.attention.self.query`,
    key: `${layer}.attention.self.key`,
    value: `${layer}.attention.self.value`,
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
    query: `${layer}.attention.q_lin`,
    key: `${layer}.attention.k_lin`,
    value: `${layer}.attention.v_lin`,
    mix: `${layer}.attention.out_lin`,
    mixNorm: `${layer}.sa_layer_norm`,
    up: `${layer}.ffn.lin1`,
    down: `${layer}.ffn.lin2`,
    downNorm: `${layer}.output_layer_norm`,
  };
};

export const PARTS: Readonly<Record<Architecture, PartNames>> = {
  bert: { layer: asBert, head: { dense: 'pooler.dense', activation: 'tanh', out: 'classifier' } },
  roberta: { layer: asBert, head: { dense: 'classifier.dense', activation: 'tanh', out: 'classifier.out_proj' } },
  electra: { layer: asBert, head: { dense: 'classifier.dense', activation: 'gelu', out: 'classifier.out_proj' } },
  distilbert: { layer: asDistilBert, head: { dense: 'pre_classifier', activation: 'relu', out: 'classifier' } },
};

export const EMBEDDINGS = {
  word: 'embeddings.word_embeddings.weight',
  position: 'embeddings.position_embeddings.weight',
  type: 'embeddings.token_type_embeddings.weight',
  norm: 'embeddings.LayerNorm',
  /** ELECTRA's, if its vectors of words are narrower than its states. */
  enter: 'embeddings_project',
} as const;
