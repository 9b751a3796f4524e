/**
 * @file One job at a time on one engine: by priority, then first come.
 *
 * A running job comes to `checkpoint` between micro-batches. There the worker yields a macrotask, since awaited WASM runs alone never
 * let a message in; a cancelled job stops, and a more urgent one runs first, inside the pause.
 */
import { nextMacrotask } from '../../util/next-macrotask';

export interface Job {
  readonly id: number;
  readonly priority: number;
  run(): Promise<void>;
  /** It was cancelled before its turn came. */
  drop(): void;
}

/** Thrown out of a checkpoint; nobody but the runner of the job sees it. */
export class JobCancelled extends Error {
  override readonly name = 'JobCancelled';
}

export class Scheduler {
  readonly #queue: Job[] = [];
  readonly #cancelled = new Set<number>();
  readonly #over = new Map<number, { readonly promise: Promise<void>; readonly resolve: () => void }>();
  #busy = false;
  /** Resolves when a job comes in or is called off. */
  #stirred = deferred();

  submit(job: Job): void {
    const { promise, resolve } = deferred();
    this.#over.set(job.id, { promise, resolve });
    const place = this.#queue.findIndex((other) => other.priority < job.priority);
    this.#queue.splice(place === -1 ? this.#queue.length : place, 0, job);
    this.#stir();
    if (!this.#busy) void this.#pump();
  }

  /** Resolves once the job is out: at once when it waited or is unknown, else at its next checkpoint. */
  async cancel(id: number): Promise<void> {
    const waiting = this.#queue.findIndex((job) => job.id === id);
    if (waiting !== -1) {
      this.#queue.splice(waiting, 1)[0]?.drop();
      this.#finish(id);
      return;
    }
    if (!this.#over.has(id)) return;
    this.#cancelled.add(id);
    this.#stir();
    await this.#over.get(id)?.promise;
  }

  /** Resolves once nothing runs and nothing waits. */
  async idle(): Promise<void> {
    while (this.#over.size > 0) await Promise.all([...this.#over.values()].map((each) => each.promise));
  }

  /** @throws JobCancelled when the job was cancelled meanwhile */
  async checkpoint(job: Job): Promise<void> {
    await nextMacrotask();
    while ((this.#queue[0]?.priority ?? -Infinity) > job.priority) await this.#runNext();
    if (this.#cancelled.has(job.id)) throw new JobCancelled();
  }

  /**
   * Waits for something that is not computed here. Meanwhile others run, whatever their priority.
   *
   * @throws JobCancelled when the job was cancelled meanwhile
   */
  async runOthersUntil<T>(job: Job, awaited: Promise<T>): Promise<T> {
    let settled = false;
    const settle = () => (settled = true);
    awaited.then(settle, settle);
    for (;;) {
      if (this.#queue.length > 0) await this.#runNext();
      else await Promise.race([awaited.catch(() => undefined), this.#stirred.promise]);
      if (this.#cancelled.has(job.id)) throw new JobCancelled();
      if (settled as boolean) return awaited;
    }
  }

  async #pump(): Promise<void> {
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

  #stir(): void {
    this.#stirred.resolve();
    this.#stirred = deferred();
  }

  #finish(id: number): void {
    this.#cancelled.delete(id);
    this.#over.get(id)?.resolve();
    this.#over.delete(id);
  }
}

function deferred() {
  let resolve!: () => void;
  const promise = new Promise<void>((settle) => (resolve = settle));
  return { promise, resolve };
}
