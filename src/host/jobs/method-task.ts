/**
 * @file The part of a job that one method is given: the passages, the vectors in memory, and the batching of the work.
 */
import type { Engine, PassageText, RowEngine } from '../../engine/engine';
import { CountedVectors } from '../../engine/vectors/vector-cache';
import type { PassageWork, Task } from '../../methods/contract/method';
import type { ModelCard } from '../../models/card';
import { byLength, inOrder } from '../pool/work-queue';
import type { WorkQueue } from '../pool/work-queue';
import type { LoadedModel } from '../loaded/loaded-model';
import { spread } from '../pool/spread';

/** The parts of a job that a method needs. */
export interface MethodJob {
  readonly query: string;
  readonly passages: readonly PassageText[];
  readonly top?: number | undefined;
  readonly firstStage?: readonly number[] | undefined;
  readonly instruction?: string | undefined;
  /** Runs jobs of higher priority, and throws if the job was cancelled. */
  checkpoint(): Promise<void>;
  /**
   * Waits for a promise while other jobs run, whatever their priority. Present if the job leaves its work to the pool,
   * if there is one, so that this thread stays free for other jobs.
   */
  readonly runOthersUntil?: (<T>(awaited: Promise<T>) => Promise<T>) | undefined;
}

export class MethodTask implements Task {
  readonly query: string;
  readonly passages: readonly PassageText[];
  readonly pending: readonly number[];
  readonly top: number | undefined;
  readonly firstStage: readonly number[] | undefined;
  readonly instruction: string | undefined;
  readonly vectors: CountedVectors;
  readonly #job: MethodJob;
  readonly #model: LoadedModel;
  readonly #queueFor: ((indices: readonly number[]) => WorkQueue) | undefined;
  #modelCalls = 0;
  #callsBefore: number;

  /**
   * @param queueFor orders the work. Default: in order of the passages, or roughly so if the rows of a batch are padded
   * to one length
   */
  constructor(
    job: MethodJob,
    model: LoadedModel,
    pending: readonly number[],
    queueFor?: (indices: readonly number[]) => WorkQueue,
  ) {
    this.query = job.query;
    this.passages = job.passages;
    this.pending = pending;
    this.top = job.top;
    this.firstStage = job.firstStage;
    this.instruction = job.instruction;
    this.vectors = new CountedVectors(model.vectors);
    this.#job = job;
    this.#model = model;
    this.#queueFor = queueFor;
    this.#callsBefore = model.engine.modelCalls;
  }

  get card(): ModelCard {
    return this.#model.card;
  }

  /**
   * The number of passages that were encoded, or of pairs that were scored, because no vector or score was in memory.
   */
  get misses(): number {
    return this.#model.pairScores ? this.pending.length : this.vectors.misses;
  }

  /** The number of forward passes for this task so far. */
  get modelCalls(): number {
    return this.#modelCalls + this.#model.engine.modelCalls - this.#callsBefore;
  }

  async *microBatches(
    work: string,
    indices: readonly number[],
    cost: (index: number) => number,
  ): AsyncGenerator<readonly number[]> {
    const { pace } = this.#model;
    for (let from = 0; from < indices.length;) {
      const count = pace.batchSize(work, indices, from, cost);
      const batch = indices.slice(from, from + count);
      await this.#checkpoint();
      const started = performance.now();
      yield batch;
      const units = batch.reduce((sum, index) => sum + cost(index), 0);
      pace.record(work, count, units, performance.now() - started);
      from += count;
    }
  }

  spread<T>(
    engine: Engine,
    { work, indices, cost }: PassageWork,
    run: (indices: readonly number[], engine: RowEngine) => Promise<T>,
  ): AsyncGenerator<T> {
    const { pooledEngines = [], gpu, padded } = this.#model;
    const job = this.#job;
    return spread({
      work,
      cost,
      run,
      queue: this.#queueFor?.(indices) ?? (padded ? byLength(indices, cost) : inOrder(indices)),
      local: job.runOthersUntil && pooledEngines.length > 0 ? undefined : engine,
      wait: async (awaited) => (job.runOthersUntil ? job.runOthersUntil(awaited) : awaited),
      pooledEngines: gpu?.engine ? [...pooledEngines, gpu.engine] : pooledEngines,
      pace: this.#model.pace,
      checkpoint: () => this.#checkpoint(),
      onCalls: (count) => (this.#modelCalls += count),
    });
  }

  /** Forward passes of other jobs that run during the checkpoint are not counted. */
  async #checkpoint(): Promise<void> {
    const { engine } = this.#model;
    this.#modelCalls += engine.modelCalls - this.#callsBefore;
    await this.#job.checkpoint();
    this.#callsBefore = engine.modelCalls;
  }
}
