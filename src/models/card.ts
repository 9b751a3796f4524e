/** @file What a model folder says about itself: `card.json`. */
import type { Ability } from '../engine/engine';
import type { Device, Dtype, RuntimeKind, Threshold } from '../types';

/** A file beside the card. `path` is relative to the card; the hash is of the bytes as stored. */
export type FileRef = { readonly path: string; readonly bytes: number; readonly sha256: string };

/** One way to run the model. Variants may share data files. */
export type Variant = {
  readonly device: Device;
  readonly dtype: Dtype;
  /** Default `onnx`. For `kernel` the graph is a tensor directory, `encoder.json`. */
  readonly runtime?: RuntimeKind;
  readonly graph: FileRef;
  /** External data of the graph, each known to it by its `path`. */
  readonly data: readonly FileRef[];
  /** WebGPU features without which it cannot run. */
  readonly features?: readonly string[];
  /** `rows`: one unpadded row a run. `padded`: rows of one length bucket together, with an attention mask. */
  readonly batching: 'rows' | 'padded';
  /** Largest accepted distance of a golden logit from its fp32 reference. */
  readonly tolerance: number;
};

/** A control id, or a field's tokens; with the token type of BERT-like inputs. */
export type TemplatePart = {
  readonly id?: number;
  readonly field?: 'query' | 'passage';
  readonly type?: number;
};

export type GoldenPassage = { readonly title?: string; readonly text: string; readonly logit: number };

/** One query and passages with the logits that fp32 PyTorch gives for the card's default method. */
export type GoldenQuery = { readonly query: string; readonly passages: readonly GoldenPassage[] };

export type ModelCard = {
  readonly format: 1;
  readonly name: string;
  readonly description: string;
  /** Name of the method that `auto` takes. */
  readonly method: string;
  readonly abilities: readonly Ability[];
  /** ISO 639-1; `*` for any. */
  readonly languages: readonly string[];
  readonly parameters: number;
  readonly template: {
    readonly query?: readonly TemplatePart[];
    readonly passage?: readonly TemplatePart[];
    readonly pair?: readonly TemplatePart[];
  };
  /** In tokens, control tokens included. `pair` is the whole joint input. */
  readonly limits: { readonly query: number; readonly passage: number; readonly pair?: number };
  readonly tokenizer: FileRef;
  readonly variants: readonly Variant[];
  /** Late interaction: logit = cosine · cosine(pooled) + maxsim · mean over query tokens of the best token cosine. */
  readonly scoring?: { readonly cosine: number; readonly maxsim: number };
  /** score = 1 / (1 + exp(−(slope · logit + intercept))). */
  readonly calibration?: { readonly slope: number; readonly intercept: number; readonly fittedOn: string };
  /** The first stage's share, in [0, 1], in weighted fusion. */
  readonly fusion?: { readonly weight: number; readonly fittedOn: string };
  /** Below its score a passage counts as not relevant. */
  readonly threshold?: Threshold;
  readonly golden: readonly GoldenQuery[];
  readonly licence: string;
  readonly provenance: readonly string[];
};
