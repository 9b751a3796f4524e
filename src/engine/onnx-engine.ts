/**
 * @file The reference engine: ONNX sessions through a runtime, for the embedded models and any other.
 *
 * A row's result never depends on its neighbours. `rows` graphs run each row alone, unpadded; `padded` graphs get rows of one length
 * bucket with an attention mask, and the bucket is a function of the row's own length.
 */
import type { ModelCard, Variant } from '../models/card';
import type { Ability, EncodedPassage, Engine, Judgement, PassageText } from './engine';
import { EngineLost } from './engine-lost';
import { groupByBucket, padRows } from './batching';
import { Inputs, readAs } from './inputs';
import type { InputRow } from './inputs';
import type { PlainTokenizer } from './plain-tokenizer';
import type { OutputTensor, Runtime, Session } from './runtime';
import { quantizeTokens } from './token-vectors';
import type { TokenVectors } from './token-vectors';

type Parts = {
  readonly card: ModelCard;
  readonly variant: Variant;
  readonly tokenizer: PlainTokenizer;
  readonly session: Session;
  readonly runtime: Runtime;
};

export class OnnxEngine implements Engine {
  readonly abilities: readonly Ability[];
  readonly build: string;
  readonly #parts: Parts;
  readonly #inputs: Inputs;
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
    const logits = await this.#perRow(rows, (outputs, place) => {
      const { data, dims } = output(outputs, 'logits'); // (batch, labels)
      const labels = dims.at(-1) ?? 1;
      return data[(place + 1) * labels - 1]!; // one label, or relevance in the last of several
    });
    // A lost GPU device can answer zeros instead of an error.
    if (logits.length > 0 && logits.every((logit) => logit === 0)) throw new EngineLost('Every logit is zero');
    return logits.map((logit, row) => ({ logit: finite(logit), truncatedTokens: rows[row]!.truncatedTokens }));
  }

  async embedQuery(query: string): Promise<TokenVectors> {
    const [vectors] = await this.#embed([this.#inputs.query(query)]);
    return vectors!;
  }

  async embedPassages(passages: readonly PassageText[]): Promise<EncodedPassage[]> {
    const rows = passages.map((passage) => this.#inputs.passage(passage));
    const vectors = await this.#embed(rows);
    return vectors.map((each, row) => ({ vectors: each, truncatedTokens: rows[row]!.truncatedTokens }));
  }

  async dispose(): Promise<void> {
    await this.#parts.session.release();
  }

  #embed(rows: readonly InputRow[]): Promise<TokenVectors[]> {
    return this.#perRow(rows, (outputs, place, row) => {
      const tokens = output(outputs, 'token_vectors'); // (batch, tokens, dimensions)
      const pooled = output(outputs, 'pooled'); // (batch, pooled dimensions)
      const [, padded = 0, dimensions = 0] = tokens.dims;
      const width = pooled.dims[1] ?? 0;
      const mean = pooled.data.slice(place * width, (place + 1) * width);
      assertUnitLength(mean);
      return quantizeTokens(tokens.data, place * padded * dimensions, { rows: row.ids.length, dimensions }, mean);
    });
  }

  /** Runs every row and reads one result a row, in the order of `rows`. */
  async #perRow<T>(
    rows: readonly InputRow[],
    read: (outputs: Outputs, place: number, row: InputRow) => T,
  ): Promise<T[]> {
    const { card, variant, session } = this.#parts;
    const limit = Math.max(card.limits.query, card.limits.passage, card.limits.pair ?? 0);
    const groups = variant.batching === 'rows' ? rows.map((_, index) => [index]) : groupByBucket(rows, limit);
    const results = new Array<T>(rows.length);
    for (const group of groups) {
      const batch = group.map((index) => rows[index]!);
      const outputs = await this.#run(padRows(batch, session.inputs, variant.batching === 'rows' ? undefined : limit));
      group.forEach((index, place) => (results[index] = read(outputs, place, rows[index]!)));
    }
    return results;
  }

  async #run(feeds: Parameters<Session['run']>[0]): Promise<Outputs> {
    const { session } = this.#parts;
    this.#modelCalls++;
    try {
      const outputs = await session.run(feeds);
      if (session.deviceLoss) throw new EngineLost(`The GPU device was lost: ${session.deviceLoss}`);
      return outputs;
    } catch (cause) {
      if (cause instanceof EngineLost) throw cause;
      throw new EngineLost(`A run of the model failed: ${String(cause)}`, { cause });
    }
  }
}

type Outputs = Readonly<Record<string, OutputTensor>>;

/** English averages near four and a half; the estimate only sizes micro-batches. */
const CHARACTERS_PER_TOKEN = 4;

function output(outputs: Outputs, name: string): OutputTensor {
  const tensor = outputs[name];
  if (tensor) return tensor;
  throw new EngineLost(`Expected the model to output ${name}, got ${Object.keys(outputs).join(', ')}`);
}

function finite(value: number): number {
  if (Number.isFinite(value)) return value;
  throw new EngineLost(`A logit is ${value}`);
}

/** The graph normalises, so any other length means garbage: NaN, or the zeros of a lost device. */
function assertUnitLength(vector: Float32Array): void {
  let squares = 0;
  for (const value of vector) squares += value * value;
  if (!(Math.abs(squares - 1) < 0.01))
    throw new EngineLost(`A pooled vector has length ${Math.sqrt(squares)}, expected 1`);
}
