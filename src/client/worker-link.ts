/**
 * @file One worker and what is under way on it. Knows when it is dead: an error event, its life lock let go, or silence while it owes
 * an answer. Everything pending then ends as lost; nothing is left hanging.
 */
import { releaseProxy, transfer, wrap } from 'comlink';
import type { Remote } from 'comlink';
import type {
  ExplainRequest,
  HostApi,
  HostReport,
  JobEvent,
  JobRequest,
  JobStats,
  LoadEvent,
  LoadRequest,
  Prepared,
  PrepareRequest,
  ScoredBy,
  WireRow,
} from '../protocol/host-api';
import { decodeError, unwired } from '../protocol/wire-error';
import type { WorkerLike } from './reranker';
import type { Explanation } from '../core/types';
import { Watchdog } from './watchdog';

export type JobOutcome =
  | { readonly kind: 'done'; readonly stats: JobStats }
  | { readonly kind: 'cancelled' }
  | { readonly kind: 'failed'; readonly error: Error }
  | { readonly kind: 'lost'; readonly reason: string };

/** Of rows as they are scored, and what scored them; a server does not say. */
export type OnScores = (rows: readonly WireRow[], stats: JobStats, stage?: ScoredBy) => void;

/** The worker ended before it answered. */
export class WorkerDied extends Error {
  override readonly name = 'WorkerDied';
}

export class WorkerLink {
  readonly #worker: WorkerLike;
  readonly #owned: boolean;
  /** Kept in a field: a collected proxy loses its replies. */
  readonly #api: Remote<HostApi>;
  readonly #watchdog: Watchdog;
  readonly #deathListeners = new Set<(reason: string) => void>();
  readonly #closed = new AbortController();
  #death: string | undefined;

  /** @param owned whether the worker is ours to end */
  constructor(worker: WorkerLike, owned: boolean, hangMs: number) {
    this.#worker = worker;
    this.#owned = owned;
    this.#api = wrap<HostApi>(worker);
    this.#watchdog = new Watchdog(hangMs, () => this.#die(`The worker gave no sign of life for ${hangMs} ms`));
    const { signal } = this.#closed;
    const fail = (event: Event) => {
      event.preventDefault();
      this.#die(`The worker failed: ${(event as ErrorEvent).message || 'its script could not be loaded'}`);
    };
    worker.addEventListener('error', fail, { signal });
    worker.addEventListener('messageerror', () => this.#die('A message of the worker could not be read'), { signal });
  }

  /** Why the worker is dead, once it is. */
  get death(): string | undefined {
    return this.#death;
  }

  /** @throws RerankError of the load, or WorkerDied */
  async load(request: LoadRequest, hear: (event: LoadEvent) => void): Promise<HostReport> {
    const { port1, port2 } = new MessageChannel();
    // It stays open: a main model may arrive long after its first-pass model serves.
    port1.onmessage = ({ data }: MessageEvent<LoadEvent>) => {
      this.#watchdog.recordActivity();
      if (data.kind === 'locked') this.#watchLifeLock(request.lifeLock);
      hear(data);
    };
    this.#closed.signal.addEventListener('abort', () => port1.close());
    return this.#awaitAnswer(async () => unwired(await this.#api.load(request, transfer(port2, [port2]))));
  }

  /** Runs a job to its end. Never rejects. */
  run(job: JobRequest, hear: OnScores): Promise<JobOutcome> {
    return this.#runJob(
      (port) => this.#api.run(job, port),
      (event) => {
        if (event.kind === 'rows') hear(event.rows, event.stats, event.stage);
      },
    );
  }

  /** Encodes passages ahead of any query. Never rejects. */
  prepare(job: PrepareRequest, hear: (progress: Prepared) => void): Promise<JobOutcome> {
    return this.#runJob(
      (port) => this.#api.prepare(job, port),
      (event) => {
        if (event.kind === 'prepared') hear(event.progress);
      },
    );
  }

  /** Explains the passages of a request, telling of each as it is known. Never rejects. */
  explain(
    job: ExplainRequest,
    hear: (row: number, explanation: Explanation, stats: JobStats) => void,
  ): Promise<JobOutcome> {
    return this.#runJob(
      (port) => this.#api.explain(job, port),
      (event) => event.kind === 'explained' && hear(event.row, event.explanation, event.stats),
    );
  }

  /** Starts a job with the port for its events, and waits for its end. */
  async #runJob(start: (port: MessagePort) => Promise<void>, hear: (event: JobEvent) => void): Promise<JobOutcome> {
    const { port1, port2 } = new MessageChannel();
    const ended = new Promise<JobOutcome>((resolve) => {
      port1.onmessage = ({ data }: MessageEvent<JobEvent>) => {
        this.#watchdog.recordActivity();
        if (data.kind === 'rows' || data.kind === 'prepared' || data.kind === 'explained') hear(data);
        else resolve(data.kind === 'failed' ? { kind: 'failed', error: decodeError(data.error) } : data);
      };
    });
    try {
      return await this.#awaitAnswer(async () => {
        await start(transfer(port2, [port2]));
        return ended;
      }, port1);
    } catch (error) {
      if (error instanceof WorkerDied) return { kind: 'lost', reason: error.message };
      return { kind: 'failed', error: error as Error };
    }
  }

  /** Resolves once the job is over, or the worker is. */
  async cancel(id: number): Promise<void> {
    if (this.#death === undefined) await this.#awaitAnswer(() => this.#api.cancel(id)).catch(() => undefined);
  }

  /** Ends the worker if it is ours; else asks it to let its model go. */
  async close(): Promise<void> {
    if (this.#death === undefined && !this.#owned) await this.#awaitAnswer(() => this.#api.dispose()).catch(() => undefined);
    this.#die('The worker was let go');
    if (!this.#owned) return; // and keep its host listening: releasing the proxy would end that
    this.#api[releaseProxy]();
    if ('terminate' in this.#worker) this.#worker.terminate();
    else this.#worker.close();
  }

  /** Does `work` unless the worker dies first; meanwhile the watchdog is awake. */
  async #awaitAnswer<T>(work: () => Promise<T>, port?: MessagePort): Promise<T> {
    if (this.#death !== undefined) throw new WorkerDied(this.#death);
    let bury!: (reason: string) => void;
    const death = new Promise<never>((_, reject) => {
      bury = (reason) => reject(new WorkerDied(reason));
    });
    this.#deathListeners.add(bury);
    this.#watchdog.expectAnswer();
    try {
      return await Promise.race([work(), death]);
    } finally {
      this.#watchdog.onAnswer();
      this.#deathListeners.delete(bury);
      port?.close();
    }
  }

  #watchLifeLock(name: string): void {
    const { signal } = this.#closed;
    navigator.locks.request(name, { signal }, () => this.#die('The worker was terminated')).catch(() => undefined); // aborted: the link closed first
  }

  #die(reason: string): void {
    if (this.#death !== undefined) return;
    this.#death = reason;
    this.#closed.abort();
    this.#watchdog.stop();
    for (const bury of this.#deathListeners) bury(reason);
    this.#deathListeners.clear();
  }
}
