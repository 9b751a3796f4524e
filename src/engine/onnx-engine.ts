/**
 * @file The reference engine: sessions of a runtime, for the embedded models and any other. A model with exits is a chain of sessions, one a
 * stage: each hands its states to the next, and the last gives the vectors.
 *
 * A row's result never depends on its neighbours. `rows` graphs run each row alone, unpadded; `padded` graphs get rows of one length
 * bucket with an attention mask, and the bucket is a function of the row's own length.
 */
import type { ModelCard, Variant } from '../models/card';
import type { Ability, EncodedPassage, Engine, Judgement, PassageText } from './engine';
import { EngineLost } from './engine-lost';
import { groupByBucket } from './batching';
import { Inputs, readAs } from './inputs';
import type { InputRow } from './inputs';
import type { PlainTokenizer } from './plain-tokenizer';
import { finite, output, readVectors, readWeights } from './outputs';
import type { Outputs } from './outputs';
import { relevanceOf } from './relevance';
import { runStages } from './run-stages';
import type { Matcher, Runtime, Session } from './runtime';
import { Recent } from './recent';
import type { QueryVectors, TokenVectors } from './token-vectors';

type Parts = {
  /** Cut at the depth in use: `cutAt`. */
  readonly card: ModelCard;
  readonly variant: Variant;
  readonly tokenizer: PlainTokenizer;
  /** One for each stage, first to last. */
  readonly sessions: readonly Session[];
  readonly runtime: Runtime;
  readonly matcher?: Matcher | undefined;
};

export class OnnxEngine implements Engine {
  readonly abilities: readonly Ability[];
  readonly build: string;
  readonly #parts: Parts;
  readonly #inputs: Inputs;
  readonly #queries = new Recent<Promise<QueryVectors>>(KEPT_QUERIES);
  #modelCalls = 0;

  constructor(parts: Parts) {
    this.#parts = parts;
    this.#inputs = new Inputs(parts.tokenizer, parts.card);
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
    return Math.min(limits.pair ?? limits.passage, 4 + readAs(passage).length / CHARACTERS_PER_TOKEN);
  }

  async classify(query: string, passages: readonly PassageText[]): Promise<Judgement[]> {
    const rows = passages.map((passage) => this.#inputs.pair(query, passage));
    const logits = await this.#perRow(rows, ['logits'], (outputs, place) => {
      const { data, dims } = output(outputs, 'logits'); // (batch, labels)
      const labels = dims.at(-1) ?? 1;
      return relevanceOf(data.subarray(place * labels, (place + 1) * labels), this.#parts.card.relevance);
    });
    // A lost GPU device can answer zeros instead of an error.
    if (logits.length > 0 && logits.every((logit) => logit === 0)) throw new EngineLost('Every logit is zero');
    return logits.map((logit, row) => ({ logit: finite(logit), truncatedTokens: rows[row]!.truncatedTokens }));
  }

  embedQuery(query: string): Promise<QueryVectors> {
    return this.#queries.get(query, () => this.#embedQuery(query));
  }

  bestMatches(query: QueryVectors, passages: readonly TokenVectors[]): Float32Array[] | undefined {
    return this.#parts.matcher?.of(query, passages);
  }

  async #embedQuery(query: string): Promise<QueryVectors> {
    const weighs = this.#parts.sessions.at(-1)!.outputs.includes('token_weights');
    const wanted = ['token_vectors', 'pooled', ...(weighs ? ['token_weights'] : [])];
    const [vectors] = await this.#perRow([this.#inputs.query(query)], wanted, (outputs, place, row) => ({
      ...readVectors(outputs, place, row, 8),
      weights: weighs ? readWeights(outputs, place, row) : new Float32Array(row.ids.length).fill(1),
    }));
    return vectors!;
  }

  async embedPassages(passages: readonly PassageText[]): Promise<EncodedPassage[]> {
    const rows = passages.map((passage) => this.#inputs.passage(passage));
    const { vectorBits = 8 } = this.#parts.card;
    return this.#perRow(rows, ['token_vectors', 'pooled'], (outputs, place, row) => ({
      vectors: readVectors(outputs, place, row, vectorBits),
      truncatedTokens: row.truncatedTokens,
    }));
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

  /** Runs every row and reads one result a row from the outputs `wanted`, in the order of `rows`. */
  async #perRow<T>(
    rows: readonly InputRow[],
    wanted: readonly string[],
    read: (outputs: Outputs, place: number, row: InputRow) => T,
  ): Promise<T[]> {
    const { card, variant } = this.#parts;
    const limit = Math.max(card.limits.query, card.limits.passage, card.limits.pair ?? 0);
    const groups = variant.batching === 'rows' ? rows.map((_, index) => [index]) : groupByBucket(rows, limit);
    const results = new Array<T>(rows.length);
    for (const group of groups) {
      const batch = group.map((index) => rows[index]!);
      const outputs = await this.#run(batch, variant.batching === 'rows' ? undefined : limit, wanted);
      group.forEach((index, place) => (results[index] = read(outputs, place, rows[index]!)));
    }
    return results;
  }

  /** One forward pass through all stages; the outputs of the last. */
  async #run(batch: readonly InputRow[], limit: number | undefined, wanted: readonly string[]): Promise<Outputs> {
    this.#modelCalls++;
    try {
      return await runStages(this.#parts.sessions, batch, limit, wanted);
    } catch (cause) {
      if (cause instanceof EngineLost) throw cause;
      throw new EngineLost(`A run of the model failed: ${String(cause)}`, { cause });
    }
  }
}

/** A query is asked of the passages seen, of the others, and of every stage; and typing goes back and forth. */
const KEPT_QUERIES = 16;

/** English averages near four and a half; the estimate only sizes micro-batches. */
const CHARACTERS_PER_TOKEN = 4;
