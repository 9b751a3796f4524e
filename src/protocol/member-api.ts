/** @file What crosses between a worker and the members of its pool: the same files, then rows to encode or to judge. */
import type { EncodedPassage, PairLogit, PassageText } from '../engine/engine';
import type { CompiledKernel, RuntimeFiles, SessionFiles } from '../engine/runtimes/runtime';
import type { ModelCard, Variant } from '../models/card';
import type { Wire } from './wire-error';

/** An engine's parts, from which its twin is made: no file is fetched or read twice. */
export type EngineParts = {
  readonly card: ModelCard;
  readonly variant: Variant;
  readonly tokenizer: Uint8Array;
  readonly segments: readonly SessionFiles[];
  /** Files of the card's readout, in order. */
  readonly dense?: readonly Uint8Array[];
  /** Where our own kernel serves, as the first engine found it exact here. */
  readonly kernel?: CompiledKernel;
  readonly runtime: RuntimeFiles;
};

/** One batch of rows. */
export type BatchRequest = {
  readonly id: number;
  /** Place of the engine among those enlisted. */
  readonly engine: number;
  /** Present where pairs are to be judged; else passages are encoded. */
  readonly query?: string;
  readonly instruction?: string | undefined;
  readonly passages: readonly PassageText[];
};

export interface PoolWorkerApi {
  /** Builds and tests an engine; gives its place. */
  addEngine(blueprint: EngineParts): Promise<Wire<number>>;
  encode(order: BatchRequest): Promise<Wire<EncodedPassage[]>>;
  classify(order: BatchRequest): Promise<Wire<PairLogit[]>>;
  /** Of these orders, those that have not begun are answered by an error. */
  cancelBatches(ids: readonly number[]): Promise<void>;
}
