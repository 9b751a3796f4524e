/** @file The model card, `card.json`: everything that the library needs to know about a model. */
import type { Prompt } from '../prompts/prompt';
import type { Device, Dtype, RuntimeKind } from '../core/types';
import type { Threshold } from '../core/report';
import type { Ability, Head, RelevanceLabel, VectorBits } from './abilities';
import type { Chat, DecoderShape } from './chat';
import type { ReleasedEncoder } from './released/architecture';
import type { MethodSettings } from './settings';

/**
 * A file of the model. `path` is relative to the card; `sha256` is the hash of the stored bytes, empty if it is not
 * known.
 */
export type FileRef = { readonly path: string; readonly bytes: number; readonly sha256: string };

/**
 * One way to run the model: a device, a dtype and a runtime, with the files that they need. Variants may share data
 * files.
 */
export type Variant = {
  readonly device: Device;
  readonly dtype: Dtype;
  /** Default `onnx`. */
  readonly runtime?: RuntimeKind;
  /**
   * ONNX graphs, one for each segment of the model, first to last; none for `kernel`, which uses the tensor directory.
   */
  readonly graphs: readonly FileRef[];
  /** The tensor directory, `encoder.json`. If it is present, the data file is expanded before a session is created. */
  readonly directory?: FileRef;
  /** External data of the graphs, which refer to it by `path`; with `released`, the file of released weights. */
  readonly data: readonly FileRef[];
  /**
   * For the kernel, in place of `directory`: how released weights (`model.safetensors`, or the tensors of an ONNX
   * file) are read and quantized when the model is loaded.
   */
  readonly released?: ReleasedEncoder;
  /** Why the variant cannot run, for the report. */
  readonly unsupported?: string;
  /** WebGPU features that the variant requires. */
  readonly features?: readonly string[];
  /**
   * `rows`: each run has one unpadded row. `padded`: each run has rows of the same padded length, with an attention
   * mask.
   */
  readonly batching: 'rows' | 'padded';
  /**
   * For `padded`: pad only to lengths that are not divisible by four, for graphs that the runtime computes wrongly at
   * other lengths.
   */
  readonly odd?: boolean;
  /** The largest accepted difference between a golden logit and its fp32 reference. */
  readonly tolerance: number;
};

/** A control token, or the tokens of a field, with the token type of BERT-like inputs. */
export type TemplatePart = {
  readonly id?: number;
  readonly field?: 'query' | 'passage';
  readonly type?: number;
};

/** How a text becomes an input, and which token vectors are kept. */
export type Template = {
  readonly query?: readonly TemplatePart[];
  readonly passage?: readonly TemplatePart[];
  readonly pair?: readonly TemplatePart[];
  /** Text that some encoders were trained with before a query or a passage, for example "query: ". */
  readonly before?: { readonly query?: string; readonly passage?: string };
  /**
   * ColBERT's query expansion: a query is filled up with the token `id` to `to` tokens. `attended`: whether other
   * tokens attend to them.
   */
  readonly expand?: { readonly id: number; readonly to: number; readonly attended: boolean };
  /** Tokens of passages whose vectors are left out. ColBERT leaves out punctuation. */
  readonly skip?: readonly number[];
};

/**
 * How vectors are computed for a graph that gives token states only: the modules of Sentence Transformers and ColBERT.
 */
export type Readout = {
  /** How the vector of a text is pooled: from its token vectors if the model keeps them, else from its token states. */
  readonly pooling: Pooling;
  /** Linear layers, applied in order: to each token vector if the model keeps them, else to the pooled vector. */
  readonly dense?: readonly DenseRef[];
};

export const POOLINGS = ['mean', 'cls', 'max', 'last'] as const;
export type Pooling = (typeof POOLINGS)[number];

/** A safetensors file with `linear.weight`, (out, in), and optionally `linear.bias`, (out). */
export type DenseRef = {
  readonly file: FileRef;
  readonly activation: 'identity' | 'tanh';
  /** Only without an activation: whether its inputs, times `residual.weight` if the file has it, are added. */
  readonly residual?: boolean;
};

/** A passage with its logits: one for each exit, shallowest first, or a single one if the model has no exits. */
export type GoldenPassage = { readonly title?: string; readonly text: string; readonly logits: readonly number[] };

/**
 * A query and passages with the logits of the card's default method, computed by PyTorch in fp32 with the stored
 * weights.
 */
export type GoldenQuery = { readonly query: string; readonly passages: readonly GoldenPassage[] };

/** score = 1 / (1 + exp(−(slope · logit + intercept))). */
export type Calibration = { readonly slope: number; readonly intercept: number; readonly fittedOn: string };

/** An exit after `depth` layers, where the encoder may stop. The logit is cosine · cosine(pooled) + maxsim · MaxSim. */
export type Exit = {
  readonly depth: number;
  readonly cosine: number;
  readonly maxsim: number;
  /** Without a calibration, scores are logits. */
  readonly calibration?: Calibration;
  readonly fusion?: FusionWeight;
  readonly threshold?: Threshold;
  readonly cascade?: CascadeFit;
};

/**
 * Predicts this exit's logit from the logit of another model: intercept + slope · its logit, plus a shift for each
 * query and noise for each passage, both normally distributed around 0.
 */
export type CascadeFit = {
  /** The other model, which is an embedded one, by its name and the sha256 of its weights. */
  readonly from: string;
  readonly weights: string;
  readonly slope: number;
  readonly intercept: number;
  /** Standard deviation of the noise between passages of one query. */
  readonly residual: number;
  /** Standard deviation of the shift, between queries. */
  readonly shift: number;
  readonly fittedOn: string;
};

/**
 * How a model's logits join those of the main model whose best passages it scores again. The joined logit, on the scale
 * of the main model's logits, is main · the main model's logit + own · the own logit + intercept.
 */
export type LastPassFit = {
  /** The main model, which is an embedded one, by its name, its depth and the sha256 of its weights. */
  readonly after: string;
  readonly depth: number;
  readonly weights: string;
  readonly main: number;
  readonly own: number;
  readonly intercept: number;
  readonly fittedOn: string;
};

/** The weight of the first stage, in [0, 1], in weighted fusion. */
export type FusionWeight = { readonly weight: number; readonly fittedOn: string };

export type ModelCard = {
  readonly format: 2;
  readonly name: string;
  readonly description: string;
  /** Name of the method that `auto` means. */
  readonly method: string;
  readonly abilities: readonly Ability[];
  /** ISO 639-1 codes; `*` means any language. */
  readonly languages: readonly string[];
  readonly parameters: number;
  readonly template: Template;
  /** If it is absent, the graph gives `token_vectors` and `pooled`. */
  readonly readout?: Readout;
  /**
   * In tokens, including control tokens. `pair` limits the whole joint input, `prompt` a whole prompt with its answer.
   */
  readonly limits: {
    readonly query: number;
    readonly passage: number;
    readonly pair?: number;
    readonly prompt?: number;
  };
  readonly tokenizer: FileRef;
  readonly variants: readonly Variant[];
  /**
   * For late interaction: one for each segment, shallowest first. Default: one of unknown depth with the same weight
   * for both parts.
   */
  readonly exits?: readonly Exit[];
  /** For late interaction: number of bits for each component of a passage's token vectors. Default 8. */
  readonly vectorBits?: VectorBits;
  /** `calibration`, `fusion` and `threshold` are for models without exits. Without a calibration, scores are logits. */
  readonly calibration?: Calibration;
  readonly fusion?: FusionWeight;
  /** A passage whose score is below the threshold's counts as not relevant. */
  readonly threshold?: Threshold;
  /** For a model that scores the best passages of another one again. */
  readonly lastPass?: LastPassFit;
  /** For a classification head with several labels. Default: the last label means relevance. */
  readonly relevance?: RelevanceLabel;
  /** Causal language models have `chat` and `decoder`. */
  readonly chat?: Chat;
  readonly decoder?: DecoderShape;
  /** Prompts that the model was trained with, by the name of our prompt that each replaces. */
  readonly prompts?: Readonly<Record<string, Prompt>>;
  /** The default of the prompts' `{instruction}`. */
  readonly instruction?: string;
  /** Settings that differ from the defaults. */
  readonly settings?: Partial<MethodSettings>;
  /** Attention heads that distinguish relevant passages, for attention-based ranking. Default: all heads. */
  readonly heads?: readonly Head[];
  readonly golden: readonly GoldenQuery[];
  readonly licence: string;
  readonly provenance: readonly string[];
};
