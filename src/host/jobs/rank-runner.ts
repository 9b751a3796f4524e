/**
 * @file One job from its turn to its end: what its ranking has to say goes out on the job's port, and so does the way it ended.
 */
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

  /** @param onSkipped hears of passages that a cascade left out, where they are worth encoding in idle time */
  constructor(
    request: JobRequest,
    staff: LoadedModels,
    scheduler: Scheduler,
    events: MessagePort,
    onSkipped: (passages: readonly PassageText[]) => void = () => undefined,
  ) {
    this.id = request.id;
    this.priority = request.priority;
    this.#ranking = new Ranking(request, staff, {
      checkpoint: () => scheduler.checkpoint(this),
      runOthersUntil: (awaited) => scheduler.runOthersUntil(this, awaited),
      tell: (stage, rows) => this.#events.post({ kind: 'rows', stage, rows, stats: this.#stats() }),
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
