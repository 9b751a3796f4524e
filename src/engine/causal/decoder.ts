/**
 * @file One session of a causal decoder. It takes tokens and gives the logits of the last ones, and keys and values
 * from which the next run continues.
 *
 * Inputs and outputs have the names of Hugging Face's exports (`input_ids`, `attention_mask`, `position_ids`,
 * `past_key_values.L.key`, `present.L.key`, `logits`); those that a graph does not declare are left out.
 * `num_logits_to_keep` limits the language-model head to the last positions. Attention-based ranking reads `attended`
 * (with `attend_from` and `attend_to`), term matching reads `term_weights`.
 */
import type { DecoderShape } from '../../models/chat';
import { EngineLost } from '../../core/engine-lost';
import { outputFloats, outputNamed } from '../runtimes/outputs';
import type { Outputs } from '../runtimes/outputs';
import type { FeedTensor, OutputTensor, RawTensor, Session } from '../runtimes/runtime';

/** The output of the classification head in a graph that also has a language-model head. */
const CLASSIFIER_OUTPUT = 'relevance';

/** The tokens that were read before, as keys and values by the name of their input: (1, keyHeads, tokens, size). */
export type Past = {
  readonly tokens: number;
  readonly states: Readonly<Record<string, RawTensor>>;
  /** For a graph without keys and values: the tokens themselves, which the next run reads again. */
  readonly reread: readonly number[];
};

export type Step = {
  /** (kept, vocabulary); empty if the graph has no head that gives logits. */
  readonly logits: Float32Array;
  readonly vocabulary: number;
  readonly past: Past;
  /** (layers, heads, past + tokens): the mean attention of the tokens that `attend` selects. */
  readonly attended?: OutputTensor;
  /** (1, tokens): the weight of each token of this run for a query that has the same token. */
  readonly termWeights?: OutputTensor;
};

export type StepOptions = {
  /** Number of the last positions that get logits. Default 1. */
  readonly keepLogits?: number;
  /** The tokens of this run whose attention is read, by index. */
  readonly attend?: { readonly from: number; readonly to: number };
  /** Whether term weights are read. */
  readonly termWeights?: boolean;
  /**
   * Whether `logits` are those of the classification head: the output `relevance` if the graph has it, else `logits`.
   */
  readonly classify?: boolean;
};

export class Decoder {
  readonly #session: Session;
  readonly #shape: DecoderShape;

  constructor(session: Session, shape: DecoderShape) {
    this.#session = session;
    this.#shape = shape;
  }

  /** The past before any token was read. */
  get emptyPast(): Past {
    const { keyHeads, size } = this.#shape;
    const dims = [1, keyHeads, 0, size];
    const half = this.#session.inputs.some(
      ({ name, type }) => name.startsWith('past_key_values.') && type === 'float16',
    );
    const empty: RawTensor = half ? { type: 'float16', data: new Uint16Array(0), dims } : { data: new Float32Array(0), dims }; // prettier-ignore
    const states = Object.fromEntries(this.#stateNames().map((kind) => [`past_key_values.${kind}`, empty]));
    return { tokens: 0, states, reread: [] };
  }

  /** Whether the graph gives keys and values, so that tokens need not be read again. */
  get #cachesStates(): boolean {
    return this.#session.outputs.includes('present.0.key');
  }

  /** Reads `ids` after `past`. @throws EngineLost if the run fails or an output is invalid */
  async run(
    ids: readonly number[],
    past: Past,
    { keepLogits = 1, attend, termWeights, classify }: StepOptions = {},
  ): Promise<Step> {
    const has = (name: string) => this.#session.outputs.includes(name);
    const head = classify && has(CLASSIFIER_OUTPUT) ? CLASSIFIER_OUTPUT : has('logits') ? 'logits' : undefined;
    const wanted = [
      ...(head ? [head] : []),
      ...this.#stateNames().map((kind) => `present.${kind}`),
      ...(attend ? ['attended'] : []),
      ...(termWeights ? ['term_weights'] : []),
    ];
    const read = [...past.reread, ...ids];
    const outputs = await this.#runSession(this.#feeds(read, past, keepLogits, attend), wanted);
    const { data, dims } = head ? outputFloats(outputs, head) : NO_LOGITS; // (1, kept or all, vocabulary)
    const vocabulary = dims.at(-1)!;
    const states = this.#stateNames().map(
      (kind) => [`past_key_values.${kind}`, outputNamed(outputs, `present.${kind}`)] as const,
    );
    return {
      logits: data.subarray(data.length - keepLogits * vocabulary),
      vocabulary,
      past: this.#cachesStates
        ? { tokens: past.tokens + ids.length, states: Object.fromEntries(states), reread: [] }
        : { ...this.emptyPast, reread: read },
      ...(attend ? { attended: outputFloats(outputs, 'attended') } : {}),
      ...(termWeights ? { termWeights: outputFloats(outputs, 'term_weights') } : {}),
    };
  }

  release(): Promise<void> {
    return this.#session.release();
  }

  #stateNames(): string[] {
    if (!this.#cachesStates) return [];
    return Array.from({ length: this.#shape.layers }, (_, layer) => [`${layer}.key`, `${layer}.value`]).flat();
  }

  #feeds(ids: readonly number[], past: Past, keep: number, attend: StepOptions['attend']): Record<string, FeedTensor> {
    const all = past.tokens + ids.length;
    const known: Record<string, FeedTensor> = {
      input_ids: int64(ids, [1, ids.length]),
      attention_mask: int64(new Array<number>(all).fill(1), [1, all]),
      position_ids: int64(
        [...ids.keys()].map((index) => past.tokens + index),
        [1, ids.length],
      ),
      num_logits_to_keep: int64([keep], []),
      attend_from: int64([attend?.from ?? 0], [1]),
      attend_to: int64([attend?.to ?? ids.length], [1]),
    };
    for (const [name, state] of Object.entries(past.states)) known[name] = { type: 'float32', ...state };
    return Object.fromEntries(this.#session.inputs.map(({ name }) => [name, this.#feedNamed(known, name)]));
  }

  #feedNamed(known: Readonly<Record<string, FeedTensor>>, name: string): FeedTensor {
    const tensor = known[name];
    if (tensor) return tensor;
    throw new TypeError(`Expected a decoder with inputs among ${Object.keys(known).join(', ')}, got ${name}`);
  }

  async #runSession(feeds: Record<string, FeedTensor>, wanted: readonly string[]): Promise<Outputs> {
    try {
      const outputs = await this.#session.run(feeds, wanted);
      if (this.#session.deviceLoss) throw new EngineLost(`The GPU device was lost: ${this.#session.deviceLoss}`);
      return outputs;
    } catch (cause) {
      if (cause instanceof EngineLost) throw cause;
      throw new EngineLost(`A run of the model failed: ${String(cause)}`, { cause });
    }
  }
}

/** The logits of a graph without a head: one that ends at the last layer whose attention is read. */
const NO_LOGITS: OutputTensor = { data: new Float32Array(0), dims: [1, 0, 0] };

function int64(values: readonly number[], dims: readonly number[]): FeedTensor {
  return { type: 'int64', data: BigInt64Array.from(values, BigInt), dims };
}
