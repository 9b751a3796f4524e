/**
 * @file Computes rows by an encoder that takes rows of different lengths together. Each forward pass has as many rows
 * as the memory for a micro-batch holds.
 */
import { EngineLost } from '../../core/engine-lost';
import type { RaggedEncoder } from '../runtimes/runtime';
import type { InputRow } from '../tokens/inputs';
import type { QueryVectors, TokenVectors } from '../token-vectors';
import type { RowEncoder } from './row-encoder';

/** Largest number of tokens of a forward pass. A model of 384 dimensions needs 40 MB for the states of so many. */
const MAX_TOKENS = 4096;

export class RaggedRows implements RowEncoder {
  readonly #encoder: RaggedEncoder;
  #modelCalls = 0;

  constructor(encoder: RaggedEncoder) {
    this.#encoder = encoder;
  }

  get modelCalls(): number {
    return this.#modelCalls;
  }

  classify(): Promise<number[]> {
    throw new TypeError('Expected a runtime with sessions for a model that classifies, got a ragged encoder');
  }

  encodeQuery(row: InputRow): Promise<QueryVectors> {
    return this.#run(() => this.#encoder.encodeQuery(row.ids));
  }

  async encodePassages(rows: readonly InputRow[]): Promise<TokenVectors[]> {
    const vectors: TokenVectors[] = [];
    for (const batch of cutByTokens(rows)) {
      vectors.push(...(await this.#run(() => this.#encoder.encodePassages(batch.map(({ ids }) => ids)))));
    }
    return vectors;
  }

  release(): Promise<void> {
    return this.#encoder.release();
  }

  async #run<T>(pass: () => Promise<T>): Promise<T> {
    this.#modelCalls++;
    try {
      return await pass();
    } catch (cause) {
      throw new EngineLost(`A run of the model failed: ${String(cause)}`, { cause });
    }
  }
}

function cutByTokens(rows: readonly InputRow[]): InputRow[][] {
  const batches: InputRow[][] = [];
  let tokens = Infinity;
  for (const row of rows) {
    tokens += row.ids.length;
    if (tokens > MAX_TOKENS) {
      batches.push([]);
      tokens = row.ids.length;
    }
    batches.at(-1)!.push(row);
  }
  return batches;
}
