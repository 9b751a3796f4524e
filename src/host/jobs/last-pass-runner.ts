/**
 * @file The last pass over a call's best passages, as a job of the scheduler: the last-pass model scores them, and its
 * logits join those of the main model. The job waits until the model is loaded; if that fails, it ends without
 * scores.
 */
import { calibrate } from '../../models/calibration';
import { fittedOf } from '../../models/exits';
import type { JobRequest, JobStats, ScoredBy, ScoredPassage } from '../../protocol/host-api';
import type { LastPassModel, LoadedModels } from '../loaded/loaded-models';
import { JobPort } from './job-port';
import { RankingStats } from './ranking-stats';
import type { Job, Scheduler } from './scheduler';
import { ScorePasses } from './score-passes';

export class LastPassRunner implements Job {
  readonly id: number;
  readonly priority: number;
  readonly ready: Promise<unknown> | undefined;
  readonly #request: JobRequest;
  readonly #models: LoadedModels;
  readonly #scheduler: Scheduler;
  readonly #events: JobPort;
  readonly #stats = new RankingStats();
  readonly #submitted = performance.now();
  #started = this.#submitted;

  /** @param request has `mainLogits` */
  constructor(request: JobRequest, models: LoadedModels, scheduler: Scheduler, events: MessagePort) {
    this.id = request.id;
    this.priority = request.priority;
    this.ready = models.lastPassLoaded;
    this.#request = request;
    this.#models = models;
    this.#scheduler = scheduler;
    this.#events = new JobPort(events);
  }

  async run(): Promise<void> {
    this.#started = performance.now();
    await this.#events.settle(async () => {
      await this.#scheduler.checkpoint(this);
      const { lastPass } = this.#models;
      if (lastPass) await this.#score(lastPass);
      return this.#jobStats();
    });
  }

  drop(): void {
    this.#events.drop();
  }

  async #score({ model, fit }: LastPassModel): Promise<void> {
    const { mainLogits = [] } = this.#request;
    const { calibration } = fittedOf(this.#models.main!.card);
    const join = ({ index, logit: own, truncatedTokens }: ScoredPassage): ScoredPassage => {
      const logit = fit.main * mainLogits[index]! + fit.own * own + fit.intercept;
      return { index, logit, score: calibrate(logit, calibration), truncatedTokens };
    };
    const passes = new ScorePasses(this.#request, this.#stats, {
      checkpoint: () => this.#scheduler.checkpoint(this),
      onScores: (scoredBy: ScoredBy, scored) =>
        this.#events.post({ kind: 'scored', scoredBy, passages: scored.map(join), stats: this.#jobStats() }),
    });
    await passes.run(model, passes.indices, { tier: 2 });
    passes.store();
  }

  #jobStats(): JobStats {
    return {
      ...this.#stats.snapshot(this.#models.vectorBytes),
      queuedMs: this.#started - this.#submitted,
      runMs: performance.now() - this.#started,
    };
  }
}
