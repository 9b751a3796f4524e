/**
 * @file The engine of encoders. A model with exits is a chain of sessions, one for each segment: each session passes
 * its states to the next, and the last one gives the vectors.
 *
 * The result of a row never depends on the other rows of its batch. With batching `rows`, each row is run alone and
 * unpadded; with `padded`, rows of the same padded length are run together with an attention mask, and the padded
 * length depends only on the row's own length.
 */
import type { ModelCard, Variant } from '../../models/card';
import type { EncodedPassage, Engine, PairLogit, PassageText } from '../engine';
import type { Ability } from '../../models/abilities';
import { EngineLost } from '../../core/engine-lost';
import { groupByBucket } from '../tokens/batching';
import type { Padding } from '../tokens/batching';
import type { Dense } from '../vectors/dense';
import { Inputs } from '../tokens/inputs';
import { passageText } from '../../util/passage-text';
import type { InputRow } from '../tokens/inputs';
import type { PlainTokenizer } from '../tokens/plain-tokenizer';
import { expectFinite, expectNotAllZero, outputFloats } from '../runtimes/outputs';
import type { Outputs } from '../runtimes/outputs';
import { relevanceLogit } from '../relevance';
import { runSegments } from './run-segments';
import type { Matcher, Runtime, Session } from '../runtimes/runtime';
import { RecentResults } from '../../util/recent-results';
import type { QueryVectors, TokenVectors } from '../token-vectors';
import { VectorReader } from './vector-reader';

type Parts = {
  /** Cut to the depth in use by `cutToDepth`. */
  readonly card: ModelCard;
  readonly variant: Variant;
  readonly tokenizer: PlainTokenizer;
  /** One for each segment, first to last. */
  readonly sessions: readonly Session[];
  readonly runtime: Runtime;
  readonly matcher?: Matcher | undefined;
  /** The linear layers of the card's readout, in order. */
  readonly dense?: readonly Dense[] | undefined;
};

export class EncoderEngine implements Engine {
  readonly abilities: readonly Ability[];
  readonly build: string;
  readonly #parts: Parts;
  readonly #inputs: Inputs;
  readonly #reader: VectorReader;
  readonly #queries = new RecentResults<Promise<QueryVectors>>(CACHED_QUERIES);
  #modelCalls = 0;

  constructor(parts: Parts) {
    this.#parts = parts;
    this.#inputs = new Inputs(parts.tokenizer, parts.card);
    this.#reader = new VectorReader(parts.card, parts.sessions.at(-1)?.outputs ?? [], parts.dense);
    this.abilities = parts.card.abilities;
    this.build = parts.runtime.build;
  }

  get modelCalls(): number {
    return this.#modelCalls;
  }

  count(text: string): number {
    return this.#inputs.count(text);
  }

  cost(passage: PassageText): number {
    const { limits } = this.#parts.card;
    return Math.min(limits.pair ?? limits.passage, 4 + passageText(passage).length / CHARACTERS_PER_TOKEN);
  }

  async classify(query: string, passages: readonly PassageText[]): Promise<PairLogit[]> {
    const rows = passages.map((passage) => this.#inputs.pair(query, passage));
    const logits = await this.#mapRows(rows, ['logits'], (outputs, rowIndex) => {
      const { data, dims } = outputFloats(outputs, 'logits'); // (batch, labels)
      const labels = dims.at(-1) ?? 1;
      return relevanceLogit(data.subarray(rowIndex * labels, (rowIndex + 1) * labels), this.#parts.card.relevance);
    });
    expectNotAllZero(logits);
    return logits.map((logit, row) => ({ logit: expectFinite(logit), truncatedTokens: rows[row]!.truncatedTokens }));
  }

  embedQuery(query: string, expansion: readonly string[] = []): Promise<QueryVectors> {
    if (expansion.length > 0) return this.#embedQuery(query, expansion);
    return this.#queries.get(query, () => this.#embedQuery(query, []));
  }

  bestMatches(query: QueryVectors, passages: readonly TokenVectors[]): Float32Array[] | undefined {
    return this.#parts.matcher?.bestMatches(query, passages);
  }

  async #embedQuery(query: string, expansion: readonly string[]): Promise<QueryVectors> {
    const read = (outputs: Outputs, rowIndex: number, row: InputRow) => this.#reader.query(outputs, rowIndex, row);
    const rows = [this.#inputs.query(query, expansion)];
    const [vectors] = await this.#mapRows(rows, this.#reader.outputNames('query'), read);
    return vectors!;
  }

  embedPassages(passages: readonly PassageText[]): Promise<EncodedPassage[]> {
    const rows = passages.map((passage) => this.#inputs.passage(passage));
    return this.#mapRows(rows, this.#reader.outputNames('passage'), (outputs, rowIndex, row) => ({
      vectors: this.#reader.passage(outputs, rowIndex, row),
      truncatedTokens: row.truncatedTokens,
    }));
  }

  async embed(kind: 'query' | 'passage', texts: readonly PassageText[]): Promise<EncodedPassage[]> {
    if (kind === 'passage') return this.embedPassages(texts);
    const queries = await Promise.all(texts.map((text) => this.embedQuery(passageText(text))));
    return queries.map((vectors) => ({ vectors, truncatedTokens: 0 }));
  }

  spans(passage: PassageText, query?: string) {
    return this.#inputs.spans(passage, query);
  }

  tokensOf(passage: PassageText, query: string) {
    return this.#inputs.tokens(passage, this.abilities.includes('classify') ? query : undefined);
  }

  async dispose(): Promise<void> {
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

/**
 * Number of queries whose vectors are kept: a call needs its query several times, and a person who types often returns
 * to one.
 */
const CACHED_QUERIES = 16;

/** English has about four and a half characters per token. The estimate only determines the sizes of micro-batches. */
const CHARACTERS_PER_TOKEN = 4;
