/**
 * @file The messages between a host and its pool workers: the parts of an engine, then batches to encode or classify.
 */
import type { EncodedPassage, PairLogit, PassageText } from '../engine/engine';
import type { CompiledKernel, RuntimeFiles, SessionFiles } from '../engine/runtimes/runtime';
import type { ModelCard, Variant } from '../models/card';
import type { Wire } from './wire-error';

/** The parts that an engine is assembled from. A pool worker gets them from the host and fetches no file again. */
export type EngineParts = {
  readonly card: ModelCard;
  readonly variant: Variant;
  readonly tokenizer: Uint8Array;
  readonly segments: readonly SessionFiles[];
  /** The files of the dense layers of the card's readout, in order. */
  readonly dense?: readonly Uint8Array[];
  /** The compiled kernel, present if the host uses it and it passed the known-answer test on this device. */
  readonly kernel?: CompiledKernel;
  /** The files of onnxruntime-web, present if the app added it. */
  readonly runtime?: RuntimeFiles;
};

/** One batch of passages for one engine. */
export type BatchRequest = {
  readonly id: number;
  /** The engine's position among those added to the pool worker. */
  readonly engine: number;
  /** Present if the batch holds query-passage pairs to classify; absent if it holds passages to encode. */
  readonly query?: string;
  readonly instruction?: string | undefined;
  readonly passages: readonly PassageText[];
};

export interface PoolWorkerApi {
  /** Assembles and tests an engine. Returns its position. */
  addEngine(parts: EngineParts): Promise<Wire<number>>;
  encode(batch: BatchRequest): Promise<Wire<EncodedPassage[]>>;
  classify(batch: BatchRequest): Promise<Wire<PairLogit[]>>;
  /**
   * Cancels the queued batches among `ids`, which are answered by an error. A batch that has started is not affected.
   */
  cancelBatches(ids: readonly number[]): Promise<void>;
}
