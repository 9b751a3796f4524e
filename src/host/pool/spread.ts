/**
 * @file Rows shared out among engines of one model: this worker's own, and those of the pool. Whoever is free takes the next rows, so that a
 * slow core or a long passage holds up nobody else.
 *
 * A member of the pool keeps a second batch waiting, since this thread hears of the first one only between its own runs. Results come out as
 * they end; each row's is its own, whoever computed it.
 */
import type { RowEngine } from '../../engine/engine';
import type { WorkQueue } from './work-queue';
import type { Pace } from './pace';
import type { PooledEngineSession, PooledEngine } from './pool';

export type Spread<T> = {
  /** What is paced, and what a row costs. */
  readonly work: string;
  readonly cost: (row: number) => number;
  readonly queue: WorkQueue;
  /** This thread's own; undefined where it is to stay free for others. */
  readonly local: RowEngine | undefined;
  readonly pooledEngines: readonly PooledEngine[];
  /** Hears of the members' forward passes. */
  readonly onCalls: (count: number) => void;
  readonly pace: Pace;
  /** Awaited before every batch of this thread; throws to end the work. */
  readonly checkpoint: () => Promise<void>;
  /** Waits for members while this thread has nothing to do. */
  readonly wait: (awaited: Promise<void>) => Promise<void>;
  readonly run: (rows: readonly number[], engine: RowEngine) => Promise<T>;
};

export async function* spread<T>(job: Spread<T>): AsyncGenerator<T> {
  const lanes = job.pooledEngines.map((member) => new Lane(member, job));
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
    for (const lane of lanes) lane.abandon();
  }
}

async function runHere<T>(
  batch: readonly number[],
  engine: RowEngine,
  { run, pace, work, cost }: Spread<T>,
): Promise<T> {
  const started = performance.now();
  const value = await run(batch, engine);
  const units = batch.reduce((sum, row) => sum + cost(row), 0);
  pace.record(work, batch.length, units, performance.now() - started);
  return value;
}

function nextBatch({ queue, pace, work, cost, pooledEngines }: Spread<unknown>): readonly number[] {
  const ahead = queue.ahead();
  if (ahead.length === 0) return [];
  const batch = ahead.slice(0, pace.take(work, ahead, 0, cost, pooledEngines.length > 0 ? POOLED_MS : undefined));
  queue.take(batch);
  return batch;
}

/** Shorter batches where lanes have to end together. */
const POOLED_MS = 25;

/** What one member of the pool is busy with. */
class Lane<T> {
  readonly #member: PooledEngineSession;
  readonly #job: Spread<T>;
  readonly #running = new Map<object, Promise<void>>();
  readonly #done: (() => T)[] = [];

  constructor(member: PooledEngine, job: Spread<T>) {
    this.#member = member.open(job.onCalls);
    this.#job = job;
  }

  get busy(): boolean {
    return this.#running.size > 0 || this.#done.length > 0;
  }

  get pending(): Promise<void>[] {
    return this.#done.length > 0 ? [Promise.resolve()] : [...this.#running.values()];
  }

  fill(depth: number): void {
    while (this.#running.size < depth) {
      const batch = nextBatch(this.#job);
      if (batch.length === 0) return;
      const key = {};
      const ended = this.#job.run(batch, this.#member).then(
        (value) => this.#end(key, () => value),
        (error: unknown) => this.#end(key, () => fail(error)),
      );
      this.#running.set(key, ended);
    }
  }

  /** What ended since the last time. @throws what a run failed with */
  collect(): T[] {
    return this.#done.splice(0).map((value) => value());
  }

  /** What waits is not begun; what runs ends unheard. */
  abandon(): void {
    if (this.#running.size > 0) this.#member.cancelPending();
  }

  #end(key: object, value: () => T): void {
    this.#running.delete(key);
    this.#done.push(value);
  }
}

function fail(error: unknown): never {
  throw error;
}
