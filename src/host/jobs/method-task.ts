/** @file One model's part of a job, as its method sees it: the rows, the vectors at hand, and how work is cut up and shared out. */
import type { Engine, PassageText, RowEngine } from '../../engine/engine';
import { CountedVectors } from '../../engine/vectors/vector-cache';
import type { PassageWork, Task } from '../../methods/contract/method';
import type { ModelCard } from '../../models/card';
import { byLength, inOrder } from '../pool/work-queue';
import type { WorkQueue } from '../pool/work-queue';
import type { LoadedModel } from '../loaded/loaded-model';
import { spread } from '../pool/spread';

/** What a stage needs of its job. */
export interface MethodJob {
  readonly query: string;
  readonly passages: readonly PassageText[];
  readonly top?: number | undefined;
  readonly firstStage?: readonly number[] | undefined;
  readonly instruction?: string | undefined;
  /** Where a cancelled job stops and a more urgent one runs first. */
  checkpoint(): Promise<void>;
  /**
   * Where a job waits while others run, whatever their priority. A job that has this leaves rows to the pool where there is one: its own thread
   * stays free for them.
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
  readonly #serving: LoadedModel;
  readonly #queueFor: ((rows: readonly number[]) => WorkQueue) | undefined;
  #modelCalls = 0;
  #mark: number;

  /** @param agendaOf which of some rows go next. Default: all, in their order, or nearly where rows of a batch are padded to one length */
  constructor(
    job: MethodJob,
    serving: LoadedModel,
    pending: readonly number[],
    agendaOf?: (rows: readonly number[]) => WorkQueue,
  ) {
    this.query = job.query;
    this.passages = job.passages;
    this.pending = pending;
    this.top = job.top;
    this.firstStage = job.firstStage;
    this.instruction = job.instruction;
    this.vectors = new CountedVectors(serving.vectors);
    this.#job = job;
    this.#serving = serving;
    this.#queueFor = agendaOf;
    this.#mark = serving.engine.modelCalls;
  }

  get card(): ModelCard {
    return this.#serving.card;
  }

  /** Rows whose vectors were not at hand, or that had to be judged. */
  get misses(): number {
    return this.#serving.pairs ? this.pending.length : this.vectors.misses;
  }

  /** Forward passes for this task so far. */
  get modelCalls(): number {
    return this.#modelCalls + this.#serving.engine.modelCalls - this.#mark;
  }

  async *microBatches(
    work: string,
    rows: readonly number[],
    cost: (row: number) => number,
  ): AsyncGenerator<readonly number[]> {
    const { pace } = this.#serving;
    for (let from = 0; from < rows.length;) {
      const count = pace.take(work, rows, from, cost);
      const batch = rows.slice(from, from + count);
      await this.#checkpoint();
      const started = performance.now();
      yield batch;
      const units = batch.reduce((sum, row) => sum + cost(row), 0);
      pace.record(work, count, units, performance.now() - started);
      from += count;
    }
  }

  spread<T>(
    engine: Engine,
    { work, indices, cost }: PassageWork,
    run: (rows: readonly number[], engine: RowEngine) => Promise<T>,
  ): AsyncGenerator<T> {
    const { pooledEngines = [], padded } = this.#serving;
    const job = this.#job;
    return spread({
      work,
      cost,
      run,
      queue: this.#queueFor?.(indices) ?? (padded ? byLength(indices, cost) : inOrder(indices)),
      local: job.runOthersUntil && pooledEngines.length > 0 ? undefined : engine,
      wait: async (awaited) => (job.runOthersUntil ? job.runOthersUntil(awaited) : awaited),
      pooledEngines,
      pace: this.#serving.pace,
      checkpoint: () => this.#checkpoint(),
      onCalls: (count) => (this.#modelCalls += count),
    });
  }

  /** Another job may run in here; its passes are not this one's. */
  async #checkpoint(): Promise<void> {
    const { engine } = this.#serving;
    this.#modelCalls += engine.modelCalls - this.#mark;
    await this.#job.checkpoint();
    this.#mark = engine.modelCalls;
  }
}
