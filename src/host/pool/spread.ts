/**
 * @file Distributes passages over the engines of one model: this worker's own and the pooled engines. Each engine takes
 * the next batch when it is free, so a slow core or a long passage does not delay the others.
 *
 * A pooled engine keeps a second batch queued, because this thread receives its results only between its own batches.
 * Results are yielded in the order in which batches end. A passage's result does not depend on the engine that computed
 * it.
 */
import type { RowEngine } from '../../engine/engine';
import type { WorkQueue } from './work-queue';
import type { Pace } from './pace';
import type { PooledEngineSession, PooledEngine } from './pool';

export type SpreadWork<T> = {
  /** The kind of work, for which batch sizes are learned. */
  readonly work: string;
  /** The cost of a passage, in any unit that time is proportional to. */
  readonly cost: (index: number) => number;
  readonly queue: WorkQueue;
  /** This thread's engine; undefined if the thread stays free for other jobs. */
  readonly local: RowEngine | undefined;
  readonly pooledEngines: readonly PooledEngine[];
  /** Called with the number of forward passes of each batch of a pooled engine. */
  readonly onCalls: (count: number) => void;
  readonly pace: Pace;
  /** Awaited before every batch of this thread; throws to end the work. */
  readonly checkpoint: () => Promise<void>;
  /** Waits for pooled engines while this thread has nothing to do. */
  readonly wait: (awaited: Promise<void>) => Promise<void>;
  readonly run: (indices: readonly number[], engine: RowEngine) => Promise<T>;
};

export async function* spread<T>(job: SpreadWork<T>): AsyncGenerator<T> {
  const lanes = job.pooledEngines.map((engine) => new Lane(engine, job));
  try {
    for (;;) {
      for (const lane of lanes) lane.fill(1);
      const batch = job.local ? nextBatch(job) : [];
      for (const lane of lanes) lane.fill(2);
      if (batch.length > 0) {
        await job.checkpoint();
        yield await runHere(batch, job.local!, job);
      } else if (lanes.some((lane) => lane.busy)) {
        await job.wait(Promise.race(lanes.flatMap((lane) => lane.pending)));
        await job.checkpoint();
      }
      const done = lanes.flatMap((lane) => lane.collect());
      yield* done;
      if (batch.length === 0 && done.length === 0 && !lanes.some((lane) => lane.busy)) return;
    }
  } finally {
    for (const lane of lanes) lane.cancel();
  }
}

async function runHere<T>(
  batch: readonly number[],
  engine: RowEngine,
  { run, pace, work, cost }: SpreadWork<T>,
): Promise<T> {
  const started = performance.now();
  const value = await run(batch, engine);
  const units = batch.reduce((sum, index) => sum + cost(index), 0);
  pace.record(work, batch.length, units, performance.now() - started);
  return value;
}

function nextBatch({ queue, pace, work, cost, pooledEngines }: SpreadWork<unknown>): readonly number[] {
  const next = queue.next();
  if (next.length === 0) return [];
  const targetMs = pooledEngines.length > 0 ? POOLED_BATCH_MS : undefined;
  const batch = next.slice(0, pace.batchSize(work, next, 0, cost, targetMs));
  queue.take(batch);
  return batch;
}

/** Batches are shorter with a pool, so that all engines end at about the same time. */
const POOLED_BATCH_MS = 25;

/** The batches of one pooled engine. */
class Lane<T> {
  readonly #engine: PooledEngineSession;
  readonly #job: SpreadWork<T>;
  readonly #running = new Map<object, Promise<void>>();
  readonly #done: (() => T)[] = [];

  constructor(engine: PooledEngine, job: SpreadWork<T>) {
    this.#engine = engine.open(job.onCalls);
    this.#job = job;
  }

  get busy(): boolean {
    return this.#running.size > 0 || this.#done.length > 0;
  }

  get pending(): Promise<void>[] {
    return this.#done.length > 0 ? [Promise.resolve()] : [...this.#running.values()];
  }

  /** Sends batches until `depth` of them are in flight. */
  fill(depth: number): void {
    while (this.#running.size < depth) {
      const batch = nextBatch(this.#job);
      if (batch.length === 0) return;
      const key = {};
      const ended = this.#job.run(batch, this.#engine).then(
        (value) => this.#end(key, () => value),
        (error: unknown) => this.#end(key, () => fail(error)),
      );
      this.#running.set(key, ended);
    }
  }

  /** Returns the results since the last call. @throws the error of a failed batch */
  collect(): T[] {
    return this.#done.splice(0).map((value) => value());
  }

  /** Cancels queued batches; results of batches in flight are discarded. */
  cancel(): void {
    if (this.#running.size > 0) this.#engine.cancelPending();
  }

  #end(key: object, value: () => T): void {
    this.#running.delete(key);
    this.#done.push(value);
  }
}

function fail(error: unknown): never {
  throw error;
}
