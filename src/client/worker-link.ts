/**
 * @file The connection to one worker: loads a model in it and runs jobs on it.
 *
 * It detects that the worker died by an error event, by the release of the worker's life lock, or by silence while an
 * answer is pending. All pending jobs then end as lost.
 */
import { releaseProxy, transfer, wrap } from 'comlink';
import type { Remote } from 'comlink';
import type {
  EmbedRequest,
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
  ScoredPassage,
} from '../protocol/host-api';
import type { CollectionEvent, CollectionRequest } from '../protocol/collection-api';
import { decodeError, unwired } from '../protocol/wire-error';
import { LossGuard } from '../util/until-lost';
import type { WorkerLike } from './reranker';
import type { Explanation, PooledVectors } from '../core/types';
import { Watchdog } from './watchdog';

export type JobOutcome =
  | { readonly kind: 'done'; readonly stats: JobStats }
  | { readonly kind: 'cancelled' }
  | { readonly kind: 'failed'; readonly error: Error }
  | { readonly kind: 'lost'; readonly reason: string };

/** Receives scores as they are computed. `scoredBy` is absent for servers, which do not name the model. */
export type OnScores = (scores: readonly ScoredPassage[], stats: JobStats, scoredBy?: ScoredBy) => void;

export type LinkOptions = {
  /** Milliseconds of silence, while an answer is due, after which the worker counts as dead. */
  readonly hangMs: number;
  /** Sentences that are added to the message when the worker's script cannot be loaded. */
  readonly advice: string;
};

/** The worker ended before it answered. */
export class WorkerDied extends Error {
  override readonly name = 'WorkerDied';
}

/** Why a worker died that ended without an error of its own: the browser or the page terminated it. */
export const TERMINATED = 'The worker was terminated';

export class WorkerLink {
  readonly #worker: WorkerLike;
  readonly #owned: boolean;
  /** Kept in a field, because a proxy that is garbage-collected loses its replies. */
  readonly #api: Remote<HostApi>;
  readonly #watchdog: Watchdog;
  readonly #guard = new LossGuard<WorkerDied>();
  readonly #closed = new AbortController();

  /** @param owned whether this link created the worker and may terminate it */
  constructor(worker: WorkerLike, owned: boolean, { hangMs, advice }: LinkOptions) {
    this.#worker = worker;
    this.#owned = owned;
    this.#api = wrap<HostApi>(worker);
    this.#watchdog = new Watchdog(hangMs, () => this.#die(`The worker sent no message for ${hangMs} ms`));
    const { signal } = this.#closed;
    const fail = (event: Event) => {
      event.preventDefault();
      this.#die(`The worker failed: ${(event as ErrorEvent).message || `its script could not be loaded${advice}`}`);
    };
    worker.addEventListener('error', fail, { signal });
    worker.addEventListener('close', () => this.#die(TERMINATED), { signal }); // a port whose other end is gone
    worker.addEventListener('messageerror', () => this.#die('A message from the worker could not be read'), { signal });
  }

  /** Why the worker died, or undefined while it lives. */
  get death(): string | undefined {
    return this.#guard.loss?.message;
  }

  /** @throws RerankError of the load, or WorkerDied */
  async load(request: LoadRequest, onEvent: (event: LoadEvent) => void): Promise<HostReport> {
    const { port1, port2 } = new MessageChannel();
    // The port stays open, because the main model may be loaded long after its first-pass model.
    port1.onmessage = ({ data }: MessageEvent<LoadEvent>) => {
      this.#watchdog.recordActivity();
      if (data.kind === 'locked') this.#watchLifeLock(request.lifeLock);
      onEvent(data);
    };
    this.#closed.signal.addEventListener('abort', () => port1.close());
    return this.#awaitAnswer(async () => unwired(await this.#api.load(request, transfer(port2, [port2]))));
  }

  /** Runs a job to its end. Never rejects. */
  run(job: JobRequest, onScores: OnScores): Promise<JobOutcome> {
    return this.#runJob(
      (port) => this.#api.run(job, port),
      (event) => {
        if (event.kind === 'scored') onScores(event.passages, event.stats, event.scoredBy);
      },
    );
  }

  /** Encodes passages before there is a query. Never rejects. */
  prepare(job: PrepareRequest, onProgress: (progress: Prepared) => void): Promise<JobOutcome> {
    return this.#runJob(
      (port) => this.#api.prepare(job, port),
      (event) => {
        if (event.kind === 'prepared') onProgress(event.progress);
      },
    );
  }

  /** Explains the passages of a request and reports each explanation when it is known. Never rejects. */
  explain(
    job: ExplainRequest,
    onExplanation: (requestIndex: number, explanation: Explanation, stats: JobStats) => void,
  ): Promise<JobOutcome> {
    return this.#runJob(
      (port) => this.#api.explain(job, port),
      (event) => event.kind === 'explained' && onExplanation(event.index, event.explanation, event.stats),
    );
  }

  /** Runs a task on a collection. A model need not be loaded for every task. Never rejects. */
  collection(request: CollectionRequest, onEvent: (event: CollectionEvent) => void): Promise<JobOutcome> {
    return this.#runJob(
      (port) => this.#api.collection(request, port),
      (event) => event.kind === 'collection' && onEvent(event.event),
    );
  }

  /** Encodes texts and reports the pooled vectors of some of them at a time. Never rejects. */
  embed(
    job: EmbedRequest,
    onVectors: (indices: readonly number[], vectors: PooledVectors) => void,
  ): Promise<JobOutcome> {
    return this.#runJob(
      (port) => this.#api.embed(job, port),
      (event) => event.kind === 'embedded' && onVectors(event.indices, event.vectors),
    );
  }

  /** Starts a job with a port for its events and waits for its end. */
  async #runJob(start: (port: MessagePort) => Promise<void>, onEvent: (event: JobEvent) => void): Promise<JobOutcome> {
    const { port1, port2 } = new MessageChannel();
    const ended = new Promise<JobOutcome>((resolve) => {
      port1.onmessage = ({ data }: MessageEvent<JobEvent>) => {
        this.#watchdog.recordActivity();
        if (!isEnd(data)) onEvent(data);
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

  /** Resolves when the job has ended or the worker has died. */
  async cancel(id: number): Promise<void> {
    if (this.death === undefined) await this.#awaitAnswer(() => this.#api.cancel(id)).catch(() => undefined);
  }

  /** Terminates the worker if this link owns it; else asks it to dispose of its model. */
  async close(): Promise<void> {
    if (this.death === undefined && !this.#owned)
      await this.#awaitAnswer(() => this.#api.dispose()).catch(() => undefined);
    this.#die('The worker was closed');
    if (!this.#owned) return; // releasing the proxy would stop the host, which another reranker may use
    this.#api[releaseProxy]();
    if ('terminate' in this.#worker) this.#worker.terminate();
    else this.#worker.close();
  }

  /** Waits for `work`, which needs an answer of the worker, and rejects with WorkerDied if the worker dies first. */
  async #awaitAnswer<T>(work: () => Promise<T>, port?: MessagePort): Promise<T> {
    if (this.#guard.loss) throw this.#guard.loss;
    this.#watchdog.expectAnswer();
    try {
      return await this.#guard.race(work);
    } finally {
      this.#watchdog.onAnswer();
      port?.close();
    }
  }

  #watchLifeLock(name: string): void {
    const { signal } = this.#closed;
    const lock = navigator.locks.request(name, { signal }, () => this.#die(TERMINATED));
    lock.catch(() => undefined); // it rejects when the link is closed first
  }

  #die(reason: string): void {
    if (this.death !== undefined) return;
    this.#closed.abort();
    this.#watchdog.stop();
    this.#guard.lose(new WorkerDied(reason));
  }
}

type EndEvent = Extract<JobEvent, { kind: 'done' | 'cancelled' | 'failed' | 'lost' }>;

function isEnd(event: JobEvent): event is EndEvent {
  return event.kind === 'done' || event.kind === 'cancelled' || event.kind === 'failed' || event.kind === 'lost';
}
