/**
 * @file Keeps one loaded worker at hand and replaces it when it is lost.
 *
 * A candidate (device, dtype, runtime) that is lost twice is avoided from then on. On WASM, the last resort, a completed call forgives earlier
 * losses: there is nothing to fall back to, and a tab may lose a worker now and then.
 */
import { RerankError } from '../core/errors';
import { candidateKey, LOSSES_TO_AVOID } from '../util/candidate-key';
import type { HostReport, LoadEvent, LoadRequest } from '../protocol/host-api';
import type { WorkerLike } from './reranker';
import type { LoadProgress, RerankerReport, StatusEvent } from '../core/types';
import { notifyListener } from '../util/notify-listener';
import { withFormerReportNames } from './former-names';
import { WorkerDied, WorkerLink } from './worker-link';

export type SupervisorOptions = {
  readonly worker: WorkerLike | (() => WorkerLike);
  readonly request: Omit<LoadRequest, 'avoid' | 'lifeLock'>;
  readonly hangMs: number;
  readonly onProgress?: ((progress: LoadProgress) => void) | undefined;
  readonly onStatus?: ((event: StatusEvent) => void) | undefined;
};

/** Loads that may die before a caller is told; two for each of a few candidates. */
const MAX_ATTEMPTS = 6;

export class Supervisor {
  readonly #options: SupervisorOptions;
  readonly #lossesOf = new Map<string, number>();
  readonly #losses: string[] = [];
  #link: WorkerLink | undefined;
  #loading: Promise<WorkerLink> | undefined;
  #report: HostReport | undefined;
  #candidateOnTrial: string | undefined;
  #closed = false;

  constructor(options: SupervisorOptions) {
    this.#options = options;
  }

  /** What serves or served last. */
  get report(): RerankerReport {
    if (!this.#report) throw new RerankError('internal', 'Expected a loaded model');
    return withFormerReportNames({ ...this.#report, losses: [...this.#losses] });
  }

  /** A loaded worker: the one at hand, or a new one. @throws RerankError why there is none */
  async connect(): Promise<WorkerLink> {
    if (this.#closed) throw new RerankError('disposed', 'The reranker was disposed');
    if (this.#link?.death !== undefined) await this.reportLoss(this.#link, this.#link.death);
    if (this.#link) return this.#link;
    this.#loading ??= this.#loadUntilAlive().finally(() => (this.#loading = undefined));
    return this.#loading;
  }

  /** Puts a link aside after a loss; whoever comes second finds it gone already. */
  async reportLoss(link: WorkerLink, reason: string): Promise<void> {
    if (this.#link !== link) return;
    this.#link = undefined;
    this.#recordLoss(this.#report ? candidateKey(this.#report) : undefined, reason);
    await this.#closeLink(link);
  }

  /** A call was completed. */
  reportSuccess(): void {
    if (this.#report?.device === 'wasm') this.#lossesOf.delete(candidateKey(this.#report));
  }

  /** Lets the worker go for good, also one that is still loading. */
  async close(): Promise<void> {
    this.#closed = true;
    await this.release();
    await this.#loading?.catch(() => undefined);
  }

  /** Lets the worker go; the next call starts another. */
  async release(): Promise<void> {
    const link = this.#link;
    this.#link = undefined;
    await link?.close();
  }

  async #loadUntilAlive(): Promise<WorkerLink> {
    for (let attempt = 1; ; attempt++) {
      const link = this.#createLink();
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
        this.#recordLoss(this.#candidateOnTrial, error.message);
        await this.#closeLink(link);
        const hopeless = attempt >= MAX_ATTEMPTS || (this.#candidateOnTrial === undefined && attempt >= LOSSES_TO_AVOID);
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
    const avoid = [...this.#lossesOf].filter(([, losses]) => losses >= LOSSES_TO_AVOID).map(([key]) => key);
    const request = { ...this.#options.request, avoid, lifeLock: `rankside-${performance.now()}-${Math.random()}` };
    let early: HostReport | undefined; // it comes on a port of its own, and may overtake the answer
    this.#report = await link.load(request, (event) => {
      if (event.kind !== 'report') this.#onLoadEvent(event);
      else if (link === this.#link) this.#onReport(event.report);
      else early = event.report;
    });
    this.#link = link;
    notifyListener(onStatus, { kind: 'ready', report: this.report });
    if (before && candidateKey(before) !== candidateKey(this.#report)) {
      const reason = this.#losses.at(-1) ?? 'Another candidate serves';
      notifyListener(onStatus, { kind: 'fallback', from: candidateKey(before), to: candidateKey(this.#report), reason });
    }
    for (const message of this.#report.warnings) notifyListener(onStatus, { kind: 'warning', message });
    if (early) this.#onReport(early);
  }

  #onLoadEvent(event: LoadEvent): void {
    if (event.kind === 'progress') notifyListener(this.#options.onProgress, event.progress);
    if (event.kind === 'alive' && event.candidate) this.#candidateOnTrial = event.candidate;
  }

  /** The main model has joined its first-pass model, or will not. */
  #onReport(report: HostReport): void {
    const told = this.#report?.warnings ?? [];
    this.#report = report;
    notifyListener(this.#options.onStatus, { kind: 'ready', report: this.report });
    const fresh = report.warnings.filter((message) => !told.includes(message));
    for (const message of fresh) notifyListener(this.#options.onStatus, { kind: 'warning', message });
  }

  #createLink(): WorkerLink {
    const { worker, hangMs } = this.#options;
    const owned = typeof worker === 'function';
    return new WorkerLink(owned ? worker() : worker, owned, hangMs);
  }

  get #replaceable(): boolean {
    return typeof this.#options.worker === 'function';
  }

  /** A caller's own worker is kept unless it is dead: its host can load again. */
  async #closeLink(link: WorkerLink, quietly = false): Promise<void> {
    if (link.death !== undefined && !this.#replaceable && !quietly) {
      throw new RerankError('worker-lost', 'The worker died; pass a function as `worker` so that it can be replaced');
    }
    await link.close();
  }

  #recordLoss(key: string | undefined, reason: string): void {
    this.#losses.push(key ? `${key}: ${reason}` : reason);
    if (key) this.#lossesOf.set(key, (this.#lossesOf.get(key) ?? 0) + 1);
    notifyListener(this.#options.onStatus, { kind: 'recovering', reason, losses: this.#losses.length });
  }

  /** After losses, a plan with nothing left is a lost worker, and the next call starts afresh. */
  #toCallerError(error: unknown): unknown {
    if (!(error instanceof RerankError) || error.code !== 'device-unavailable' || this.#lossesOf.size === 0)
      return error;
    this.#lossesOf.clear();
    return new RerankError('worker-lost', `Every candidate was lost twice: ${this.#losses.join('; ')}`, {
      cause: error,
    });
  }
}
