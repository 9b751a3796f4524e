/**
 * @file The interface of an engine: what one loaded model can do. Only engines use tensors.
 *
 * Every ability is optional and is declared in the model's card. Results have the order of their inputs, and the result
 * of one input does not depend on the others.
 */
import type { FilledPrompt } from '../prompts/prompt';
import type { TokenizedText } from '../passages/windows';
import type { TextSpan } from '../core/types';
import type { Ability, Head } from '../models/abilities';
import type { QueryVectors, TokenVectors } from './token-vectors';

/** The part of a passage that the model reads: the title, if any, on a line of its own before the text. */
export type PassageText = { readonly title?: string; readonly text: string };

/** The result of one joint pass over a query and a passage. */
export type PairLogit = { readonly logit: number; readonly truncatedTokens: number };

/** The result of encoding a passage alone. */
export type EncodedPassage = { readonly vectors: TokenVectors; readonly truncatedTokens: number };

/** The weight of each term of a passage, by its token id. */
export type TermWeights = { readonly weights: ReadonlyMap<number, number>; readonly truncatedTokens: number };

/** The number of tokens that were cut off each of a prompt's passages, in order. */
type Reading = { readonly truncatedTokens: readonly number[] };

/** The logits of the requested labels, in order, as the first token of the answer. */
export type LabelLogits = Reading & { readonly logits: readonly number[] };

/** Places of an answer for one label each: every opening is followed by a label, for which `filler` stands. */
export type Places = {
  readonly openings: readonly string[];
  /** The labels that a place may hold; they begin with different tokens. */
  readonly labels: readonly string[];
  readonly filler: string;
};

/** For each place, the logits of its labels, in order. */
export type PlaceLogits = Reading & { readonly logits: readonly (readonly number[])[] };

/** Natural logarithm of the target's probability, summed over its `tokens`. */
export type Likelihood = Reading & { readonly total: number; readonly tokens: number };

/** The whole text that was generated so far. */
export type Generated = Reading & { readonly text: string };

/**
 * For each passage of a prompt, the attention that each of its tokens receives: the mean over the tokens that follow
 * the passages (the instruction, the query and the opening of the answer), summed over heads.
 */
export type Attention = Reading & { readonly masses: readonly Float32Array[] };

/** The abilities that are computed row by row, so that engines of the same model can share the rows of one batch. */
export type RowEngine = Pick<Engine, 'classify' | 'embedPassages'>;

export interface Engine {
  readonly abilities: readonly Ability[];
  /** Build and version, for example `onnxruntime-web/<build>@<version>`. It is part of every cache key. */
  readonly build: string;
  /** Number of forward passes so far. */
  readonly modelCalls: number;
  /** Number of tokens of `text` alone, without control tokens. */
  count(text: string): number;
  /** An estimate of the cost of a passage in tokens. It does not tokenize the passage. */
  cost(passage: PassageText): number;
  /**
   * One logit for each passage; a higher one is more relevant. Throws `query-too-long`, and a RangeError for an
   * `instruction` if the model's prompt has no field for one.
   */
  classify?(query: string, passages: readonly PassageText[], instruction?: string): Promise<PairLogit[]>;
  /**
   * The token vectors of a query with their weights, and its pooled vector. The texts of `expansion` are read after it,
   * as a part of the query; they share the tokens that it leaves of a passage's limit. Throws `query-too-long`.
   */
  embedQuery?(query: string, expansion?: readonly string[]): Promise<QueryVectors>;
  /** The token vectors of each passage, with the number of bits that the card gives, and its pooled vector. */
  embedPassages?(passages: readonly PassageText[]): Promise<EncodedPassage[]>;
  /** Only the pooled vectors, of unit length: `vectors` has no rows. */
  embed?(kind: 'query' | 'passage', texts: readonly PassageText[]): Promise<EncodedPassage[]>;
  /** The token ids of a query's terms, repeated as in the query. It does not run the model. */
  termsOf?(query: string): readonly number[];
  termWeights?(passages: readonly PassageText[]): Promise<TermWeights[]>;
  /**
   * The logits of `labels` as the next token after each prompt, where a token may span the end of the prompt and the
   * beginning of a label. Labels that begin with the same token cost another run; no label may begin another one. The
   * beginning that the prompts share is computed once. Throws `query-too-long`, as does every method that takes a
   * prompt.
   */
  nextTokenLogits?(prompts: readonly FilledPrompt[], labels: readonly string[]): Promise<LabelLogits[]>;
  /** The logits of the labels at each place of the prompt's answer, in one pass. */
  placeLogits?(prompt: FilledPrompt, places: Places): Promise<PlaceLogits>;
  /**
   * The log-likelihood of `target` after each prompt. Throws `query-too-long` if it is longer than the limit for a
   * query.
   */
  logLikelihood?(prompts: readonly FilledPrompt[], target: string): Promise<Likelihood[]>;
  /**
   * Generates the likeliest token, again and again, until the model ends its answer or there are `limit` tokens.
   * `return` stops it.
   */
  generate?(prompt: FilledPrompt, limit: number): AsyncGenerator<Generated, void, void>;
  /**
   * The attention to the passages over `heads`, for prompts with the same passages and different queries after them.
   * Passages have the same tokens in all of them, and are read once. Default: all heads.
   */
  attend?(prompts: readonly FilledPrompt[], heads?: readonly Head[]): Promise<Attention[]>;
  /**
   * The inner loop of MaxSim, if the engine has a faster one: for each passage (query rows), the largest scaled dot
   * product of each query token with a token of the passage. The numbers equal those of `bestMatches` in
   * src/methods/bi-encoder/max-sim.ts. The result is undefined if the engine does not support the number of dimensions.
   */
  bestMatches?(query: QueryVectors, passages: readonly TokenVectors[]): Float32Array[] | undefined;
  /**
   * The span in `passage.text` of each token that has a vector; undefined for control tokens and tokens of the title.
   * With `query`, the tokens are those of the joint row. If the method is absent, results are not explained by tokens.
   */
  spans?(passage: PassageText, query?: string): (TextSpan | undefined)[];
  /**
   * The passage's text in tokens, with the number of tokens that a row has for it beside the title, and beside the
   * query if both are read in one row. Windows are cut by it. It does not run the model. If it is absent, only the
   * beginning of a long passage is read.
   */
  tokensOf?(passage: PassageText, query: string): TokenizedText;
  dispose(): Promise<void>;
}
