/**
 * @file One session of a causal decoder: tokens in, logits of the last ones out, with keys and values that the next run goes on from.
 *
 * The inputs and outputs are those of Hugging Face's exports (`input_ids`, `attention_mask`, `position_ids`, `past_key_values.L.key`,
 * `present.L.key`, `logits`). Those that a graph does not declare are left out; `num_logits_to_keep` spares the LM head of all other
 * positions, `attended` (with `attend_from` and `attend_to`) is what attention-based ranking reads, `term_weights` what matching of terms does.
 */
import type { DecoderShape } from '../../models/chat';
import { EngineLost } from '../../core/engine-lost';
import { outputFloats, outputNamed } from '../runtimes/outputs';
import type { Outputs } from '../runtimes/outputs';
import type { FeedTensor, OutputTensor, RawTensor, Session } from '../runtimes/runtime';

/** The output of a language model's graph that has a classifier's head too. */
const HEAD = 'relevance';

/** Keys and values of tokens already read, by the name of the input that takes them: (1, keyHeads, tokens, size). */
export type Past = {
  readonly tokens: number;
  readonly states: Readonly<Record<string, RawTensor>>;
  /** Of a graph that keeps nothing: the tokens themselves, which the next run reads again. */
  readonly reread: readonly number[];
};

export type Step = {
  /** (kept, vocabulary); empty where the graph has no language-model head. */
  readonly logits: Float32Array;
  readonly vocabulary: number;
  readonly past: Past;
  /** (layers, heads, past + tokens): mean attention of the tokens asked for. */
  readonly attended?: OutputTensor;
  /** (1, tokens): what each token of this run weighs where a query has the same. */
  readonly termWeights?: OutputTensor;
};

export type StepOptions = {
  /** How many of the last positions get logits. Default 1. */
  readonly keepLogits?: number;
  /** Tokens of this run, by number, whose attention is wanted. */
  readonly attend?: { readonly from: number; readonly to: number };
  /** Whether weights of terms are wanted. */
  readonly termWeights?: boolean;
  /** Whether `logits` are to be the labels of a classifier's head: of `relevance` where the graph has that, else of `logits`. */
  readonly classify?: boolean;
};

export class Decoder {
  readonly #session: Session;
  readonly #shape: DecoderShape;

  constructor(session: Session, shape: DecoderShape) {
    this.#session = session;
    this.#shape = shape;
  }

  /** Nothing read yet. */
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

  /** Whether what was read need not be read again. */
  get #cachesStates(): boolean {
    return this.#session.outputs.includes('present.0.key');
  }

  /** @throws EngineLost when the run fails or gives what no model does */
  async run(
    ids: readonly number[],
    past: Past,
    { keepLogits = 1, attend, termWeights, classify }: StepOptions = {},
  ): Promise<Step> {
    const has = (name: string) => this.#session.outputs.includes(name);
    const head = classify && has(HEAD) ? HEAD : has('logits') ? 'logits' : undefined;
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

/** Of a graph that ends at the last layer whose attention is asked for. */
const NO_LOGITS: OutputTensor = { data: new Float32Array(0), dims: [1, 0, 0] };

function int64(values: readonly number[], dims: readonly number[]): FeedTensor {
  return { type: 'int64', data: BigInt64Array.from(values, BigInt), dims };
}
