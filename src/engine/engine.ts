/**
 * @file The first seam: what one loaded model can do. Only an engine touches tensors.
 *
 * Every ability is optional and declared in the model's card. Rows go in and come out in the same order, and what is computed
 * for a row does not depend on the rows beside it.
 */
import type { FilledPrompt } from '../prompts/prompt';
import type { TokenizedText } from '../passages/windows';
import type { TextSpan } from '../core/types';
import type { Ability, Head } from '../models/abilities';
import type { QueryVectors, TokenVectors } from './token-vectors';

/** What the model reads of a passage: the title, if any, on a line of its own before the text. */
export type PassageText = { readonly title?: string; readonly text: string };

/** One joint pass over a query and a passage. */
export type PairLogit = { readonly logit: number; readonly truncatedTokens: number };

/** A passage encoded alone. */
export type EncodedPassage = { readonly vectors: TokenVectors; readonly truncatedTokens: number };

/** What each term of a passage weighs, by its token id. */
export type TermWeights = { readonly weights: ReadonlyMap<number, number>; readonly truncatedTokens: number };

/** Of a prompt's passages, in order: tokens that were left out. */
type Reading = { readonly truncatedTokens: readonly number[] };

/** Logits of the labels asked for, in order, as the first token of the answer. */
export type LabelLogits = Reading & { readonly logits: readonly number[] };

/** Natural logarithm of the target's probability, summed over its `tokens`. */
export type Likelihood = Reading & { readonly total: number; readonly tokens: number };

/** All that was generated so far. */
export type Generated = Reading & { readonly text: string };

/** For each passage of a prompt what each of its tokens gets: mean over the query's tokens, sum over heads. */
export type Attention = Reading & { readonly masses: readonly Float32Array[] };

/** What is computed row by row, and so can be shared out among engines of the same model. */
export type RowEngine = Pick<Engine, 'classify' | 'embedPassages'>;

export interface Engine {
  readonly abilities: readonly Ability[];
  /** Build and version, part of every cache key: `onnxruntime-web/<build>@<version>`. */
  readonly build: string;
  /** Forward passes so far. */
  readonly modelCalls: number;
  /** Tokens that `text` alone takes, control tokens left out. */
  count(text: string): number;
  /** Rough cost of a passage, in tokens, without tokenizing it. */
  cost(passage: PassageText): number;
  /**
   * One logit a passage, higher is more relevant. Throws `query-too-long`, and a RangeError for an `instruction` where the model is asked with
   * a prompt that has no place for one.
   */
  classify?(query: string, passages: readonly PassageText[], instruction?: string): Promise<PairLogit[]>;
  /** A query's token vectors with their weights, and its pooled vector. Throws `query-too-long`. */
  embedQuery?(query: string): Promise<QueryVectors>;
  /** Each passage's token vectors, in as many bits as the card says, and pooled vector. */
  embedPassages?(passages: readonly PassageText[]): Promise<EncodedPassage[]>;
  /** Pooled vectors alone, of unit length: `vectors` has no rows. */
  embed?(kind: 'query' | 'passage', texts: readonly PassageText[]): Promise<EncodedPassage[]>;
  /** Token ids of a query's terms, each once. No model call. */
  termsOf?(query: string): readonly number[];
  termWeights?(passages: readonly PassageText[]): Promise<TermWeights[]>;
  /**
   * What follows each prompt: the logits of `labels`, which begin with different tokens. What the prompts share in front is computed once.
   * Throws `query-too-long`, as all that take a prompt.
   */
  nextTokenLogits?(prompts: readonly FilledPrompt[], labels: readonly string[]): Promise<LabelLogits[]>;
  /** How likely `target` is after each prompt. Throws `query-too-long` when it is longer than a query may be. */
  logLikelihood?(prompts: readonly FilledPrompt[], target: string): Promise<Likelihood[]>;
  /** The likeliest token, one after another, until the model ends or `limit` tokens are there. Leaving the loop ends it. */
  generate?(prompt: FilledPrompt, limit: number): AsyncGenerator<Generated, void, void>;
  /** How the query's tokens look at the passages', which stand before them; over `heads`, by default all of them. */
  attend?(prompt: FilledPrompt, heads?: readonly Head[]): Promise<Attention>;
  /**
   * MaxSim's inner loop, where the engine has a faster one: for each passage, for each token of the query, the largest dot with one of the
   * passage's, times that one's scale: (query rows). The same numbers as `bestMatches` of src/methods/bi-encoder/max-sim.ts. `undefined` where
   * it cannot read vectors of that many dimensions.
   */
  bestMatches?(query: QueryVectors, passages: readonly TokenVectors[]): Float32Array[] | undefined;
  /**
   * Where in `passage.text` each token of a passage's row stands, a place for each of its vectors; undefined for control tokens and
   * those of the title. With `query`: of the row in which both are read. Absent: results are not explained by tokens.
   */
  spans?(passage: PassageText, query?: string): (TextSpan | undefined)[];
  /**
   * How a passage's text lies in tokens, and how many of them a row holds beside its title; beside the query too, where both are read in one
   * row. What windows are cut by. No model call. Absent: of a long passage the beginning alone is read.
   */
  tokensOf?(passage: PassageText, query: string): TokenizedText;
  dispose(): Promise<void>;
}
