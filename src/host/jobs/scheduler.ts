/**
 * @file Runs one job at a time, by priority and then in order of arrival.
 *
 * A running job calls `checkpoint` between micro-batches. The checkpoint yields to the event loop, because awaited WASM
 * runs alone never let a message in. A cancelled job stops there, and jobs of higher priority run before the checkpoint
 * returns.
 */
import { nextMacrotask } from '../../util/next-macrotask';

export interface Job {
  readonly id: number;
  readonly priority: number;
  /** The job waits outside the queue until this promise is settled. Default: not at all. */
  readonly ready?: Promise<unknown> | undefined;
  run(): Promise<void>;
  /** Called instead of `run` if the job is cancelled in the queue. */
  drop(): void;
}

/** Thrown by a checkpoint of a cancelled job; the job's runner handles it. */
export class JobCancelled extends Error {
  override readonly name = 'JobCancelled';
}

export class Scheduler {
  readonly #queue: Job[] = [];
  /** Jobs that are not in the queue yet, because what they need is still being loaded. */
  readonly #waiting = new Map<number, Job>();
  readonly #cancelled = new Set<number>();
  /** A promise for each submitted job, which resolves when the job has ended. */
  readonly #unfinished = new Map<number, { readonly promise: Promise<void>; readonly resolve: () => void }>();
  #busy = false;
  /** Resolves when a job is submitted or cancelled. */
  #changed = deferred();

  submit(job: Job): void {
    const { promise, resolve } = deferred();
    this.#unfinished.set(job.id, { promise, resolve });
    if (!job.ready) return this.#enqueue(job);
    this.#waiting.set(job.id, job);
    const enqueue = () => {
      if (this.#waiting.delete(job.id)) this.#enqueue(job);
    };
    job.ready.then(enqueue, enqueue);
  }

  /** Resolves once the job has ended: at once if it waits or is unknown, otherwise at its next checkpoint. */
  async cancel(id: number): Promise<void> {
    const waiting = this.#waiting.get(id);
    if (waiting) {
      this.#waiting.delete(id);
      waiting.drop();
      this.#finish(id);
      return;
    }
    const position = this.#queue.findIndex((job) => job.id === id);
    if (position !== -1) {
      this.#queue.splice(position, 1)[0]?.drop();
      this.#finish(id);
      return;
    }
    if (!this.#unfinished.has(id)) return;
    this.#cancelled.add(id);
    this.#notifyChange();
    await this.#unfinished.get(id)?.promise;
  }

  /** Resolves once every job has ended. Jobs that are not in the queue yet are dropped. */
  async idle(): Promise<void> {
    while (this.#unfinished.size > 0) {
      for (const id of [...this.#waiting.keys()]) void this.cancel(id);
      await Promise.all([...this.#unfinished.values()].map((each) => each.promise));
    }
  }

  /** Runs jobs of higher priority. @throws JobCancelled if the job was cancelled meanwhile */
  async checkpoint(job: Job): Promise<void> {
    await nextMacrotask();
    while ((this.#queue[0]?.priority ?? -Infinity) > job.priority) await this.#runNext();
    if (this.#cancelled.has(job.id)) throw new JobCancelled();
  }

  /**
   * Waits for a promise that this thread does not compute. Meanwhile other jobs run, whatever their priority.
   *
   * @throws JobCancelled if the job was cancelled meanwhile
   */
  async runOthersUntil<T>(job: Job, awaited: Promise<T>): Promise<T> {
    let settled = false;
    const settle = () => (settled = true);
    awaited.then(settle, settle);
    for (;;) {
      if (this.#queue.length > 0) await this.#runNext();
      else await Promise.race([awaited.catch(() => undefined), this.#changed.promise]);
      if (this.#cancelled.has(job.id)) throw new JobCancelled();
      if (settled as boolean) return awaited;
    }
  }

  #enqueue(job: Job): void {
    const position = this.#queue.findIndex((other) => other.priority < job.priority);
    this.#queue.splice(position === -1 ? this.#queue.length : position, 0, job);
    this.#notifyChange();
    if (!this.#busy) void this.#runAll();
  }

  async #runAll(): Promise<void> {
    this.#busy = true;
    while (this.#queue.length > 0) await this.#runNext();
    this.#busy = false;
  }

  async #runNext(): Promise<void> {
    const job = this.#queue.shift();
    if (!job) return;
    try {
      await job.run();
    } finally {
      this.#finish(job.id);
    }
  }

  #notifyChange(): void {
    this.#changed.resolve();
    this.#changed = deferred();
  }

  #finish(id: number): void {
    this.#cancelled.delete(id);
    this.#unfinished.get(id)?.resolve();
    this.#unfinished.delete(id);
  }
}

function deferred() {
  let resolve!: () => void;
  const promise = new Promise<void>((settle) => (resolve = settle));
  return { promise, resolve };
}
