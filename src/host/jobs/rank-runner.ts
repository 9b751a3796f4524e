/** @file Runs one ranking job and posts its scores, and how it ended, on the job's port. */
import type { PassageText } from '../../engine/engine';
import type { JobRequest, JobStats } from '../../protocol/host-api';
import { JobPort } from './job-port';
import { Ranking } from './ranking';
import type { Job, Scheduler } from './scheduler';
import type { LoadedModels } from '../loaded/loaded-models';

export class RankRunner implements Job {
  readonly id: number;
  readonly priority: number;
  readonly #ranking: Ranking;
  readonly #scheduler: Scheduler;
  readonly #events: JobPort;
  readonly #onSkipped: (passages: readonly PassageText[]) => void;
  readonly #submitted = performance.now();
  #started = 0;

  /** @param onSkipped receives the passages that a cascade skipped and that should be encoded in idle time */
  constructor(
    request: JobRequest,
    models: LoadedModels,
    scheduler: Scheduler,
    events: MessagePort,
    onSkipped: (passages: readonly PassageText[]) => void = () => undefined,
  ) {
    this.id = request.id;
    this.priority = request.priority;
    this.#ranking = new Ranking(request, models, {
      checkpoint: () => scheduler.checkpoint(this),
      runOthersUntil: (awaited) => scheduler.runOthersUntil(this, awaited),
      onScores: (scoredBy, passages) => this.#events.post({ kind: 'scored', scoredBy, passages, stats: this.#stats() }),
    });
    this.#scheduler = scheduler;
    this.#events = new JobPort(events);
    this.#onSkipped = onSkipped;
  }

  async run(): Promise<void> {
    this.#started = performance.now();
    const done = await this.#events.settle(async () => {
      await this.#scheduler.checkpoint(this);
      await this.#ranking.run();
      return this.#stats();
    });
    if (done) this.#onSkipped(this.#ranking.skipped);
  }

  drop(): void {
    this.#events.drop();
  }

  #stats(): JobStats {
    return {
      ...this.#ranking.stats,
      queuedMs: this.#started - this.#submitted,
      runMs: performance.now() - this.#started,
    };
  }
}
