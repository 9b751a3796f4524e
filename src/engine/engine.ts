/**
 * @file The first seam: what one loaded model can do. Only an engine touches tensors.
 *
 * Every ability is optional and declared in the model's card. Rows go in and come out in the same order, and what is computed
 * for a row does not depend on the rows beside it.
 */
import type { TextSpan } from '../types';
import type { QueryVectors, TokenVectors } from './token-vectors';

export type Ability = 'classify' | 'embedTokens';

/** What the model reads of a passage: the title, if any, on a line of its own before the text. */
export type PassageText = { readonly title?: string; readonly text: string };

/** One joint pass over a query and a passage. */
export type Judgement = { readonly logit: number; readonly truncatedTokens: number };

/** A passage encoded alone. */
export type EncodedPassage = { readonly vectors: TokenVectors; readonly truncatedTokens: number };

/** What is computed row by row, and so can be shared out among engines of the same model. */
export type RowEngine = Pick<Engine, 'classify' | 'embedPassages' | 'modelCalls'>;

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
  /** One logit a passage, higher is more relevant. Throws `query-too-long`. */
  classify?(query: string, passages: readonly PassageText[]): Promise<Judgement[]>;
  /** A query's token vectors with their weights, and its pooled vector. Throws `query-too-long`. */
  embedQuery?(query: string): Promise<QueryVectors>;
  /** Each passage's token vectors, in as many bits as the card says, and pooled vector. */
  embedPassages?(passages: readonly PassageText[]): Promise<EncodedPassage[]>;
  /**
   * MaxSim's inner loop, where the engine has a faster one: for each passage, for each token of the query, the largest dot with one of the
   * passage's, times that one's scale: (query rows). The same numbers as `bestMatches` of src/methods/max-sim.ts. `undefined` where
   * it cannot read vectors of that many dimensions.
   */
  bestMatches?(query: QueryVectors, passages: readonly TokenVectors[]): Float32Array[] | undefined;
  /**
   * Where in `passage.text` each token of a passage's row stands, a place for each of its vectors; undefined for control tokens and
   * those of the title. With `query`: of the row in which both are read. Absent: results are not explained by tokens.
   */
  spans?(passage: PassageText, query?: string): (TextSpan | undefined)[];
  dispose(): Promise<void>;
}
