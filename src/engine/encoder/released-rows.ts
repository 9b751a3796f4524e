/**
 * @file Computes rows by a released encoder that takes rows of different lengths together: the logits of a
 * classification head, or one pooled vector for each row.
 */
import type { ModelCard } from '../../models/card';
import { relevanceLogit } from '../relevance';
import type { RaggedEncoder } from '../runtimes/runtime';
import type { InputRow } from '../tokens/inputs';
import type { QueryVectors, TokenVectors } from '../token-vectors';
import type { Dense } from '../vectors/dense';
import { cutByTokens, runPass } from './ragged-pass';
import type { RowEncoder } from './row-encoder';
import { VectorReader } from './vector-reader';

type Parts = {
  readonly card: ModelCard;
  /** Has `computeRows`. */
  readonly encoder: RaggedEncoder;
  /** The linear layers of the card's readout, in order. */
  readonly dense?: readonly Dense[] | undefined;
};

const POOLED = 'last_hidden_state';

export class ReleasedRows implements RowEncoder {
  readonly #parts: Parts;
  readonly #reader: VectorReader;
  #modelCalls = 0;

  constructor(parts: Parts) {
    this.#parts = parts;
    this.#reader = new VectorReader(parts.card, [POOLED], parts.dense);
  }

  get modelCalls(): number {
    return this.#modelCalls;
  }

  async classify(rows: readonly InputRow[]): Promise<number[]> {
    const logits = await this.#compute(rows);
    return logits.map((each) => relevanceLogit(each, this.#parts.card.relevance));
  }

  async encodeQuery(row: InputRow): Promise<QueryVectors> {
    const [vector] = await this.#compute([row]);
    return this.#reader.query(outputsOf(vector!), 0, row);
  }

  async encodePassages(rows: readonly InputRow[]): Promise<TokenVectors[]> {
    const vectors = await this.#compute(rows);
    return vectors.map((vector, index) => this.#reader.passage(outputsOf(vector), 0, rows[index]!));
  }

  release(): Promise<void> {
    return this.#parts.encoder.release();
  }

  async #compute(rows: readonly InputRow[]): Promise<Float32Array[]> {
    const results: Float32Array[] = [];
    for (const batch of cutByTokens(rows)) {
      this.#modelCalls++;
      results.push(...(await runPass(() => this.#parts.encoder.computeRows!(batch))));
    }
    return results;
  }
}

/** One pooled vector has the dims of a graph that pools by itself. */
function outputsOf(data: Float32Array) {
  return { [POOLED]: { data, dims: [1, data.length] } };
}
