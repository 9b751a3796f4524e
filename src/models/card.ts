/** @file What a model folder says about itself: `card.json`. */
import type { Prompt } from '../prompts/prompt';
import type { Device, Dtype, RuntimeKind } from '../core/types';
import type { Threshold } from '../core/report';
import type { Ability, Head, RelevanceLabel, VectorBits } from './abilities';
import type { Chat, DecoderShape } from './chat';
import type { MethodSettings } from './settings';

/** A file beside the card. `path` is relative to the card; the hash is of the bytes as stored. */
export type FileRef = { readonly path: string; readonly bytes: number; readonly sha256: string };

/** One way to run the model. Variants may share data files. */
export type Variant = {
  readonly device: Device;
  readonly dtype: Dtype;
  /** Default `onnx`. */
  readonly runtime?: RuntimeKind;
  /** ONNX graphs, one for each stage of the model, first to last; none for `kernel`, which runs by the directory. */
  readonly graphs: readonly FileRef[];
  /** `encoder.json`: where each tensor lies in the data file, which is expanded by it before a session sees it. */
  readonly directory?: FileRef;
  /** External data of the graphs, each known to them by its `path`. */
  readonly data: readonly FileRef[];
  /** WebGPU features without which it cannot run. */
  readonly features?: readonly string[];
  /** `rows`: one unpadded row a run. `padded`: rows of one length bucket together, with an attention mask. */
  readonly batching: 'rows' | 'padded';
  /** Of `padded`: only to lengths that four does not divide. For graphs that the runtime computes wrongly at others. */
  readonly odd?: boolean;
  /** Largest accepted distance of a golden logit from its fp32 reference. */
  readonly tolerance: number;
};

/** A control id, or a field's tokens; with the token type of BERT-like inputs. */
export type TemplatePart = {
  readonly id?: number;
  readonly field?: 'query' | 'passage';
  readonly type?: number;
};

/** Words, controls and marks that make a text an input, and what of it is read. */
export type Template = {
  readonly query?: readonly TemplatePart[];
  readonly passage?: readonly TemplatePart[];
  readonly pair?: readonly TemplatePart[];
  /** Words that stand before a text, as some encoders were trained: "query: ". */
  readonly before?: { readonly query?: string; readonly passage?: string };
  /** A query is filled up with this token to so many; whether other tokens attend to them. ColBERT's query expansion. */
  readonly expand?: { readonly id: number; readonly to: number; readonly attended: boolean };
  /** Tokens of passages whose vectors are left out: ColBERT's punctuation. */
  readonly skip?: readonly number[];
};

/** What is left to do where a graph gives states of tokens and no vectors: modules of Sentence Transformers, and ColBERT's. */
export type Readout = {
  /** From the tokens' states to the vector of a text; where token vectors are kept, from these. */
  readonly pooling: Pooling;
  /** Linear layers, one after another: over the pooled vector, or over each token's where token vectors are kept. */
  readonly dense?: readonly DenseRef[];
};

export const POOLINGS = ['mean', 'cls', 'max', 'last'] as const;
export type Pooling = (typeof POOLINGS)[number];

/** A safetensors file with `linear.weight`, (out, in), and maybe `linear.bias`, (out). */
export type DenseRef = { readonly file: FileRef; readonly activation: 'identity' | 'tanh' };

/** Logits: one for each exit, shallowest first; a single one where the model has no exits. */
export type GoldenPassage = { readonly title?: string; readonly text: string; readonly logits: readonly number[] };

/** One query and passages with the logits that fp32 PyTorch gives, over the weights as stored, for the card's default method. */
export type GoldenQuery = { readonly query: string; readonly passages: readonly GoldenPassage[] };

/** score = 1 / (1 + exp(−(slope · logit + intercept))). */
export type Calibration = { readonly slope: number; readonly intercept: number; readonly fittedOn: string };

/** Where an encoder may stop: after `depth` layers, with logit = cosine · cosine(pooled) + maxsim · MaxSim. */
export type Exit = {
  readonly depth: number;
  readonly cosine: number;
  readonly maxsim: number;
  /** Default: scores are logits. */
  readonly calibration?: Calibration;
  readonly fusion?: FusionWeight;
  readonly threshold?: Threshold;
  readonly cascade?: CascadeFit;
};

/**
 * What another model's logits say of this exit's: intercept + slope · its logit, plus a shift of the query's own and noise, both normal
 * around 0.
 */
export type CascadeFit = {
  /** The other model, an embedded one, by its name and the sha256 of its weights. */
  readonly from: string;
  readonly weights: string;
  readonly slope: number;
  readonly intercept: number;
  /** Standard deviation of the noise, of passages of one query. */
  readonly residual: number;
  /** Standard deviation of the shift, between queries. */
  readonly shift: number;
  readonly fittedOn: string;
};

/** The first stage's share, in [0, 1], in weighted fusion. */
export type FusionWeight = { readonly weight: number; readonly fittedOn: string };

export type ModelCard = {
  readonly format: 2;
  readonly name: string;
  readonly description: string;
  /** Name of the method that `auto` takes. */
  readonly method: string;
  readonly abilities: readonly Ability[];
  /** ISO 639-1; `*` for any. */
  readonly languages: readonly string[];
  readonly parameters: number;
  readonly template: Template;
  /** Default: the graph gives `token_vectors` and `pooled`. */
  readonly readout?: Readout;
  /** In tokens, control tokens included. `pair` is the whole joint input, `prompt` a whole prompt with its answer. */
  readonly limits: {
    readonly query: number;
    readonly passage: number;
    readonly pair?: number;
    readonly prompt?: number;
  };
  readonly tokenizer: FileRef;
  readonly variants: readonly Variant[];
  /** Late interaction: one for each stage of the model, shallowest first. Default: one, of unknown depth, that weighs both parts the same. */
  readonly exits?: readonly Exit[];
  /** Late interaction: bits that a component of a passage's token vector is kept in. Default 8. */
  readonly vectorBits?: VectorBits;
  /** Of models without exits, as the next two. Default: scores are logits. */
  readonly calibration?: Calibration;
  readonly fusion?: FusionWeight;
  /** Below its score a passage counts as not relevant. */
  readonly threshold?: Threshold;
  /** Of a classification head with several labels. Default: the last is relevance. */
  readonly relevance?: RelevanceLabel;
  /** Of causal language models, with `decoder`. */
  readonly chat?: Chat;
  readonly decoder?: DecoderShape;
  /** Prompts by the name of ours that they replace: for a model that was trained on words of its own. */
  readonly prompts?: Readonly<Record<string, Prompt>>;
  /** What `{instruction}` of these prompts says when the caller does not. */
  readonly instruction?: string;
  /** Other than the defaults. */
  readonly settings?: Partial<MethodSettings>;
  /** Attention heads that tell relevant passages apart. Default: all are heard. */
  readonly heads?: readonly Head[];
  readonly golden: readonly GoldenQuery[];
  readonly licence: string;
  readonly provenance: readonly string[];
};
