/** @file The interface of what computes the rows of an encoder: sessions of a runtime, or our encoder on WebGPU. */
import type { InputRow } from '../tokens/inputs';
import type { QueryVectors, TokenVectors } from '../token-vectors';

/** Results have the order of the rows. The result of one row does not depend on the others. */
export interface RowEncoder {
  /** Number of forward passes so far. */
  readonly modelCalls: number;
  /** One relevance logit for each row of a query and a passage. */
  classify(rows: readonly InputRow[]): Promise<number[]>;
  encodeQuery(row: InputRow): Promise<QueryVectors>;
  encodePassages(rows: readonly InputRow[]): Promise<TokenVectors[]>;
  release(): Promise<void>;
}
