/**
 * @file Computes rows by sessions. A model with exits is a chain of sessions, one for each segment: each session passes
 * its states to the next, and the last one gives the vectors.
 *
 * With batching `rows`, each row is run alone and unpadded; with `padded`, rows of the same padded length are run
 * together with an attention mask, and the padded length depends only on the row's own length.
 */
import { EngineLost } from '../../core/engine-lost';
import type { ModelCard, Variant } from '../../models/card';
import { relevanceLogit } from '../relevance';
import { outputFloats } from '../runtimes/outputs';
import type { Outputs } from '../runtimes/outputs';
import type { Session } from '../runtimes/runtime';
import { groupByBucket } from '../tokens/batching';
import type { Padding } from '../tokens/batching';
import type { InputRow } from '../tokens/inputs';
import type { QueryVectors, TokenVectors } from '../token-vectors';
import type { Dense } from '../vectors/dense';
import type { RowEncoder } from './row-encoder';
import { runSegments } from './run-segments';
import { VectorReader } from './vector-reader';

type Parts = {
  /** Cut to the depth in use by `cutToDepth`. */
  readonly card: ModelCard;
  readonly variant: Variant;
  /** One for each segment, first to last. */
  readonly sessions: readonly Session[];
  /** The linear layers of the card's readout, in order. */
  readonly dense?: readonly Dense[] | undefined;
};

export class SessionRows implements RowEncoder {
  readonly #parts: Parts;
  readonly #reader: VectorReader;
  #modelCalls = 0;

  constructor(parts: Parts) {
    this.#parts = parts;
    this.#reader = new VectorReader(parts.card, parts.sessions.at(-1)?.outputs ?? [], parts.dense);
  }

  get modelCalls(): number {
    return this.#modelCalls;
  }

  classify(rows: readonly InputRow[]): Promise<number[]> {
    return this.#mapRows(rows, ['logits'], (outputs, rowIndex) => {
      const { data, dims } = outputFloats(outputs, 'logits'); // (batch, labels)
      const labels = dims.at(-1) ?? 1;
      return relevanceLogit(data.subarray(rowIndex * labels, (rowIndex + 1) * labels), this.#parts.card.relevance);
    });
  }

  async encodeQuery(row: InputRow): Promise<QueryVectors> {
    const read = (outputs: Outputs, rowIndex: number) => this.#reader.query(outputs, rowIndex, row);
    const [vectors] = await this.#mapRows([row], this.#reader.outputNames('query'), read);
    return vectors!;
  }

  encodePassages(rows: readonly InputRow[]): Promise<TokenVectors[]> {
    return this.#mapRows(rows, this.#reader.outputNames('passage'), (outputs, rowIndex, row) =>
      this.#reader.passage(outputs, rowIndex, row),
    );
  }

  async release(): Promise<void> {
    await Promise.all(this.#parts.sessions.map((session) => session.release()));
  }

  /** Runs every row, and reads one result for each from the outputs `wanted`, in the order of `rows`. */
  async #mapRows<T>(
    rows: readonly InputRow[],
    wanted: readonly string[],
    read: (outputs: Outputs, rowIndex: number, row: InputRow) => T,
  ): Promise<T[]> {
    const padding = this.#padding;
    const groups = padding ? groupByBucket(rows, padding) : rows.map((_, index) => [index]);
    const results = new Array<T>(rows.length);
    for (const group of groups) {
      const batch = group.map((index) => rows[index]!);
      const outputs = await this.#run(batch, padding, wanted);
      group.forEach((index, rowIndex) => (results[index] = read(outputs, rowIndex, rows[index]!)));
    }
    return results;
  }

  get #padding(): Padding | undefined {
    const { variant, card } = this.#parts;
    const { query, passage, pair = 0 } = card.limits;
    return variant.batching === 'rows' ? undefined : { limit: Math.max(query, passage, pair), odd: variant.odd };
  }

  /** One forward pass through all segments. Gives the outputs of the last one. */
  async #run(batch: readonly InputRow[], padding: Padding | undefined, wanted: readonly string[]): Promise<Outputs> {
    this.#modelCalls++;
    try {
      return await runSegments(this.#parts.sessions, batch, padding, wanted);
    } catch (cause) {
      if (cause instanceof EngineLost) throw cause;
      throw new EngineLost(`A run of the model failed: ${String(cause)}`, { cause });
    }
  }
}
