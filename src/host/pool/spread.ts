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
import type { OptionalEngine, PooledEngine, PooledEngineSession } from './pool';

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
  const lanes = job.pooledEngines
    .filter(({ optional }) => optional?.available ?? true)
    .map((engine) => new Lane(engine, job));
  const returned: number[] = [];
  const next = (own?: Lane<T>) => nextBatch(job, own) ?? nextReturned(job, lanes, returned, own);
  try {
    for (;;) {
      for (const lane of lanes) lane.fill(1, next);
      const batch = job.local ? next() : [];
      for (const lane of lanes) lane.fill(2, next);
      if (batch.length > 0) {
        await job.checkpoint();
        yield await runHere(batch, job.local!, job);
      } else if (lanes.some((lane) => lane.busy)) {
        await job.wait(firstOf(lanes));
        await job.checkpoint();
      }
      const done = lanes.flatMap((lane) => lane.collect());
      yield* done;
      if (batch.length + done.length + returned.length === 0 && !lanes.some((lane) => lane.busy)) return;
    }
  } finally {
    for (const lane of lanes) lane.end();
  }
}

async function runHere<T>(
  batch: readonly number[],
  engine: RowEngine,
  { run, pace, work, cost }: SpreadWork<T>,
): Promise<T> {
  const started = performance.now();
  const value = await run(batch, engine);
  pace.record(work, batch.length, unitsOf(batch, cost), performance.now() - started);
  return value;
}

/** Resolves with the first batch that ends, or after a moment if a batch may have to be computed again by then. */
async function firstOf(lanes: readonly Lane<unknown>[]): Promise<void> {
  const pending = lanes.flatMap((lane) => lane.pending);
  if (!lanes.some((lane) => lane.optional)) return Promise.race(pending);
  let timer: ReturnType<typeof setTimeout> | undefined;
  const moment = new Promise<void>((resolve) => (timer = setTimeout(resolve, POOLED_BATCH_MS)));
  return Promise.race([...pending, moment]).finally(() => clearTimeout(timer));
}

/** The next batch of the queue; undefined at its end. */
function nextBatch(job: SpreadWork<unknown>, own: Lane<unknown> | undefined): readonly number[] | undefined {
  const next = job.queue.next();
  if (next.length === 0) return undefined;
  const batch = cut(next, job, own?.optional?.pace ?? job.pace);
  job.queue.take(batch);
  return batch;
}

/** The next batch of those that an optional engine has failed to return in time. */
function nextReturned(
  job: SpreadWork<unknown>,
  lanes: readonly Lane<unknown>[],
  returned: number[],
  own: Lane<unknown> | undefined,
): readonly number[] {
  if (own?.optional) return [];
  if (returned.length === 0) returned.push(...(lanes.map((lane) => lane.reclaim()).find(isPresent) ?? []));
  return returned.splice(0, cut(returned, job, job.pace).length);
}

function cut(indices: readonly number[], job: SpreadWork<unknown>, pace: Pace): readonly number[] {
  const targetMs = job.pooledEngines.length > 0 ? POOLED_BATCH_MS : undefined;
  return indices.slice(0, pace.batchSize(job.work, indices, 0, job.cost, targetMs));
}

function isPresent<T>(value: T | undefined): value is T {
  return value !== undefined;
}

function unitsOf(batch: readonly number[], cost: (index: number) => number): number {
  return batch.reduce((sum, index) => sum + cost(index), 0);
}

/** Batches are shorter with a pool, so that all engines end at about the same time. */
const POOLED_BATCH_MS = 25;

type InFlight = { readonly batch: readonly number[]; readonly started: number; readonly ended: Promise<void> };

/** The batches of one pooled engine. */
class Lane<T> {
  readonly optional: OptionalEngine | undefined;
  readonly #engine: PooledEngineSession;
  readonly #job: SpreadWork<T>;
  readonly #running = new Map<object, InFlight>();
  readonly #done: (() => T)[] = [];
  /** Batches of an engine that failed, for other engines to compute. */
  readonly #failed: (readonly number[])[] = [];

  constructor(engine: PooledEngine, job: SpreadWork<T>) {
    this.#engine = engine.open(job.onCalls);
    this.optional = engine.optional;
    this.#job = job;
  }

  get busy(): boolean {
    return this.#running.size > 0 || this.#done.length > 0 || this.#failed.length > 0;
  }

  get pending(): Promise<void>[] {
    const settled = this.#done.length > 0 || this.#failed.length > 0;
    return settled ? [Promise.resolve()] : [...this.#running.values()].map(({ ended }) => ended);
  }

  /** Sends batches until `depth` of them are in flight. */
  fill(depth: number, next: (own: Lane<T>) => readonly number[]): void {
    while (this.#running.size < depth && (this.optional?.available ?? true)) {
      const batch = next(this);
      if (batch.length === 0) return;
      const key = {};
      const started = performance.now();
      const ended = this.#job.run(batch, this.#engine).then(
        (value) => this.#end(key, () => value),
        (error: unknown) => this.#end(key, () => fail(error), error),
      );
      this.#running.set(key, { batch, started, ended });
    }
  }

  /** Returns the results since the last call. @throws the error of a failed batch */
  collect(): T[] {
    return this.#done.splice(0).map((value) => value());
  }

  /**
   * Takes back a batch of an optional engine: one that failed, or one that this thread is expected to compute sooner.
   * Its result is then discarded.
   */
  reclaim(): readonly number[] | undefined {
    if (!this.optional || this.#failed.length > 0) return this.#failed.pop();
    const late = [...this.#running].find(([, inFlight]) => this.#isLate(inFlight));
    if (!late) return undefined;
    const [key, { batch, ended }] = late;
    this.#running.delete(key);
    this.optional.abandon(ended);
    return batch;
  }

  /** Cancels queued batches; results of batches in flight are discarded. */
  end(): void {
    if (this.#running.size > 0) this.#engine.cancelPending();
    this.optional?.assess(this.#job.work, this.#job.pace);
  }

  /** Whether the batch is expected to take longer than a repetition on this thread. Without a pace it is. */
  #isLate({ batch, started }: InFlight): boolean {
    const { work, cost, pace } = this.#job;
    const units = unitsOf(batch, cost);
    const own = this.optional!.pace.msPerUnit(work);
    const here = pace.msPerUnit(work);
    if (own === undefined || here === undefined) return true;
    const elapsed = performance.now() - started;
    // Beyond twice the expected time, nothing is known of the rest.
    return elapsed > 2 * own * units + POOLED_BATCH_MS || own * units - elapsed > here * units;
  }

  #end(key: object, value: () => T, error?: unknown): void {
    const inFlight = this.#running.get(key);
    this.#running.delete(key);
    if (this.optional && error !== undefined) {
      this.optional.fail(error);
      if (inFlight) this.#failed.push(inFlight.batch);
    } else if (inFlight) {
      this.optional?.pace.record(
        this.#job.work,
        inFlight.batch.length,
        unitsOf(inFlight.batch, this.#job.cost),
        performance.now() - inFlight.started,
      );
      this.#done.push(value);
    }
  }
}

function fail(error: unknown): never {
  throw error;
}
