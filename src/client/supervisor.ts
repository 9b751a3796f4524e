/**
 * @file Keeps one worker with a loaded model available and replaces it when it is lost.
 *
 * A candidate (device, dtype, runtime) that is lost twice within ten minutes is avoided, on WASM only without a
 * completed call between. A worker that was terminated says nothing about its candidate, unless that happens again and
 * again while the candidate is loaded. A worker that is lost twice in the last pass, or while the last-pass model is
 * loaded, is replaced by one without it.
 */
import { RerankError } from '../core/errors';
import { candidateKey, LAST_PASS, LOSSES_TO_AVOID } from '../util/candidate-key';
import { BUILD_ID } from '../protocol/build-id';
import type { HostReport, LoadEvent, LoadRequest } from '../protocol/host-api';
import type { WorkerLike } from './reranker';
import type { LoadProgress, RerankerReport, StatusEvent } from '../core/report';
import { callListener } from '../util/call-listener';
import { withFormerReportNames } from './former-names';
import { LossCounter } from './loss-counter';
import { TERMINATED, WorkerDied, WorkerLink } from './worker-link';

export type SupervisorOptions = {
  readonly worker: WorkerLike | (() => WorkerLike);
  /** Sentences that are added to the message when the worker's script cannot be loaded. */
  readonly advice: string;
  readonly request: Omit<LoadRequest, 'build' | 'avoid' | 'lifeLock'>;
  readonly hangMs: number;
  readonly onProgress?: ((progress: LoadProgress) => void) | undefined;
  readonly onStatus?: ((event: StatusEvent) => void) | undefined;
};

/** The number of workers that may die while loading before the call fails: two for each of a few candidates. */
const MAX_ATTEMPTS = 8;

export class Supervisor {
  readonly #options: SupervisorOptions;
  readonly #counter = new LossCounter();
  readonly #losses: string[] = [];
  #link: WorkerLink | undefined;
  #loading: Promise<WorkerLink> | undefined;
  /** The link whose worker loads the model now, or did last. */
  #newest: WorkerLink | undefined;
  #report: HostReport | undefined;
  #candidateOnTrial: string | undefined;
  #closed = false;

  constructor(options: SupervisorOptions) {
    this.#options = options;
  }

  /** The report of the loaded model, or of the one loaded last. */
  get report(): RerankerReport {
    if (!this.#report) throw new RerankError('internal', 'Expected a model to be loaded, got none');
    return withFormerReportNames({ ...this.#report, losses: [...this.#losses] });
  }

  /** The current worker, also while it loads the model. */
  get living(): WorkerLink | undefined {
    return this.#newest?.death === undefined ? this.#newest : undefined;
  }

  /** Returns the current worker, or loads a new one. @throws RerankError when no worker can load the model */
  async connect(): Promise<WorkerLink> {
    if (this.#closed) throw new RerankError('disposed', 'The reranker was disposed');
    if (this.#link?.death !== undefined) await this.reportLoss(this.#link, this.#link.death);
    if (this.#link) return this.#link;
    this.#loading ??= this.#loadUntilAlive().finally(() => (this.#loading = undefined));
    return this.#loading;
  }

  /**
   * Closes a link after a loss. Further reports of the same loss have no effect.
   *
   * @param culprit what the loss counts against. Default: the candidate, or the last-pass model while it is loading
   */
  async reportLoss(link: WorkerLink, reason: string, culprit?: string): Promise<void> {
    if (this.#link !== link) return;
    this.#link = undefined;
    const loadsLastPass = this.#report?.lastPass?.state === 'loading' && !this.#report.mainModelPending;
    const key = culprit ?? (loadsLastPass ? LAST_PASS : this.#report && candidateKey(this.#report));
    if (reason === TERMINATED) this.#counter.recordTermination();
    if (key && (reason !== TERMINATED || key === LAST_PASS)) this.#counter.record(key);
    this.#announceLoss(key, reason);
    await this.#closeLink(link);
    if (!this.#counter.isHopeless) return;
    this.#counter.reset();
    throw new RerankError('worker-lost', `The worker was terminated again and again: ${this.#losses.at(-1)}`);
  }

  /** Records that a call was completed. */
  reportSuccess(): void {
    this.#counter.recordSuccess(this.#report?.device === 'wasm' ? candidateKey(this.#report) : undefined);
  }

  /** Terminates the worker for good, even if it is still loading. */
  async close(): Promise<void> {
    this.#closed = true;
    await this.release();
    await this.#loading?.catch(() => undefined);
  }

  /** Terminates the worker; the next call starts another. */
  async release(): Promise<void> {
    const link = this.#link;
    this.#link = undefined;
    await link?.close();
  }

  async #loadUntilAlive(): Promise<WorkerLink> {
    for (let attempt = 1; ; attempt++) {
      const link = this.#createLink();
      this.#newest = link;
      try {
        await this.#load(link);
        if (!this.#closed) return link;
        this.#link = undefined;
        throw new RerankError('disposed', 'The reranker was disposed while it loaded');
      } catch (error) {
        if (!(error instanceof WorkerDied)) {
          await this.#closeLink(link, true);
          throw this.#toCallerError(error);
        }
        if (error.message === TERMINATED) this.#counter.recordTerminationOfLoading(this.#candidateOnTrial);
        else if (this.#candidateOnTrial) this.#counter.record(this.#candidateOnTrial);
        this.#announceLoss(this.#candidateOnTrial, error.message);
        await this.#closeLink(link);
        const hopeless =
          attempt >= MAX_ATTEMPTS ||
          (this.#candidateOnTrial === undefined && error.message !== TERMINATED && attempt >= LOSSES_TO_AVOID);
        if (hopeless || !this.#replaceable) {
          throw new RerankError('worker-lost', `The worker died while loading: ${error.message}`, { cause: error });
        }
      }
    }
  }

  async #load(link: WorkerLink): Promise<void> {
    const { onStatus } = this.#options;
    this.#candidateOnTrial = undefined;
    const before = this.#report;
    const { avoid } = this.#counter;
    const request = {
      ...this.#options.request,
      build: BUILD_ID,
      avoid,
      lifeLock: `rankside-${performance.now()}-${Math.random()}`,
    };
    let early: HostReport | undefined; // a report comes on a port of its own and may overtake the answer
    this.#report = await link.load(request, (event) => {
      if (event.kind !== 'report') this.#onLoadEvent(event);
      else if (link === this.#link) this.#onReport(event.report);
      else early = event.report;
    });
    this.#link = link;
    this.#counter.recordLoad();
    callListener(onStatus, { kind: 'ready', report: this.report });
    if (before && candidateKey(before) !== candidateKey(this.#report)) {
      const reason = this.#losses.at(-1) ?? 'Another candidate is in use';
      callListener(onStatus, {
        kind: 'fallback',
        from: candidateKey(before),
        to: candidateKey(this.#report),
        reason,
      });
    }
    for (const message of this.#report.warnings) callListener(onStatus, { kind: 'warning', message });
    if (early) this.#onReport(early);
  }

  #onLoadEvent(event: LoadEvent): void {
    if (event.kind === 'progress') callListener(this.#options.onProgress, event.progress);
    if (event.kind === 'alive' && event.candidate) this.#candidateOnTrial = event.candidate;
  }

  /** Handles a new report: the main model has been loaded beside its first-pass model, or could not be. */
  #onReport(report: HostReport): void {
    const known = this.#report?.warnings ?? [];
    this.#report = report;
    callListener(this.#options.onStatus, { kind: 'ready', report: this.report });
    const fresh = report.warnings.filter((message) => !known.includes(message));
    for (const message of fresh) callListener(this.#options.onStatus, { kind: 'warning', message });
  }

  #createLink(): WorkerLink {
    const { worker, hangMs, advice } = this.#options;
    const owned = typeof worker === 'function';
    return new WorkerLink(owned ? worker() : worker, owned, { hangMs, advice });
  }

  get #replaceable(): boolean {
    return typeof this.#options.worker === 'function';
  }

  /** Closes a link. @param quietly whether a dead worker that cannot be replaced is no error */
  async #closeLink(link: WorkerLink, quietly = false): Promise<void> {
    if (link.death !== undefined && !this.#replaceable && !quietly) {
      throw new RerankError('worker-lost', 'The worker died; pass a function as `worker` so that it can be replaced');
    }
    await link.close();
  }

  #announceLoss(key: string | undefined, reason: string): void {
    this.#losses.push(key ? `${key}: ${reason}` : reason);
    callListener(this.#options.onStatus, { kind: 'recovering', reason, losses: this.#losses.length });
  }

  /** Reports `worker-lost` when no candidate is left because of losses, and resets the counts for the next call. */
  #toCallerError(error: unknown): unknown {
    if (!(error instanceof RerankError) || error.code !== 'device-unavailable' || !this.#counter.any) return error;
    this.#counter.reset();
    return new RerankError('worker-lost', `Every candidate was lost twice: ${this.#losses.join('; ')}`, {
      cause: error,
    });
  }
}
