/**
 * @file One job from its turn to its end: what its ranking has to say goes out on the job's port, and so does the way it ended.
 */
import type { PassageText } from '../src/engine/engine';
import { EngineLost } from '../src/engine/engine-lost';
import type { JobEvent, JobRequest, JobStats } from '../src/protocol/host-api';
import { encodeError } from '../src/protocol/wire-error';
import { Ranking } from './ranking';
import { JobCancelled } from './scheduler';
import type { Job, Scheduler } from './scheduler';
import type { Staff } from './staff';

export class JobRunner implements Job {
  readonly id: number;
  readonly priority: number;
  readonly #ranking: Ranking;
  readonly #scheduler: Scheduler;
  readonly #events: MessagePort;
  readonly #onSkipped: (passages: readonly PassageText[]) => void;
  readonly #submitted = performance.now();
  #started = 0;

  /** @param onSkipped hears of passages that a cascade left out, where they are worth encoding in idle time */
  constructor(
    request: JobRequest,
    staff: Staff,
    scheduler: Scheduler,
    events: MessagePort,
    onSkipped: (passages: readonly PassageText[]) => void = () => undefined,
  ) {
    this.id = request.id;
    this.priority = request.priority;
    this.#ranking = new Ranking(request, staff, {
      checkpoint: () => scheduler.checkpoint(this),
      standAside: (awaited) => scheduler.standAside(this, awaited),
      tell: (stage, rows) => this.#post({ kind: 'rows', stage, rows, stats: this.#stats() }),
    });
    this.#scheduler = scheduler;
    this.#events = events;
    this.#onSkipped = onSkipped;
  }

  async run(): Promise<void> {
    this.#started = performance.now();
    try {
      await this.#scheduler.checkpoint(this);
      await this.#ranking.run();
      this.#post({ kind: 'done', stats: this.#stats() });
      this.#onSkipped(this.#ranking.skipped);
    } catch (error) {
      this.#post(endingOf(error));
    } finally {
      this.#events.close();
    }
  }

  drop(): void {
    this.#post({ kind: 'cancelled' });
    this.#events.close();
  }

  #stats(): JobStats {
    return {
      ...this.#ranking.stats,
      queuedMs: this.#started - this.#submitted,
      runMs: performance.now() - this.#started,
    };
  }

  #post(event: JobEvent): void {
    this.#events.postMessage(event);
  }
}

/** How a job that `error` ended is over. */
export function endingOf(error: unknown): JobEvent {
  if (error instanceof JobCancelled) return { kind: 'cancelled' };
  if (error instanceof EngineLost) return { kind: 'lost', reason: error.message };
  return { kind: 'failed', error: encodeError(error) };
}
