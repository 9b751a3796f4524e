/**
 * @file Computes rows by an encoder that takes rows of different lengths together. Each forward pass has as many rows
 * as the memory for a micro-batch holds.
 */
import type { RaggedEncoder } from '../runtimes/runtime';
import type { InputRow } from '../tokens/inputs';
import type { QueryVectors, TokenVectors } from '../token-vectors';
import { cutByTokens, runPass } from './ragged-pass';
import type { RowEncoder } from './row-encoder';

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

  #run<T>(pass: () => Promise<T>): Promise<T> {
    this.#modelCalls++;
    return runPass(pass);
  }
}
