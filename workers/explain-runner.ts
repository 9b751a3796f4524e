/** @file Explains the rows of one call, as the method at hand can; the scheduler's rules are those of any job. */
import { EngineLost } from '../src/engine/engine-lost';
import type { PassageText } from '../src/engine/engine';
import type { ExplainRequest, JobEvent, JobStats } from '../src/protocol/host-api';
import { encodeError } from '../src/protocol/wire-error';
import { JobCancelled } from './scheduler';
import type { Job, Scheduler } from './scheduler';
import type { Serving } from './serving';
import type { Staff } from './staff';
import { StageTask } from './stage-task';
import type { StageJob } from './stage-task';

export class ExplainRunner implements Job, StageJob {
  readonly id: number;
  readonly priority: number;
  readonly query: string;
  readonly passages: readonly PassageText[];
  readonly #staff: Staff;
  readonly #scheduler: Scheduler;
  readonly #events: MessagePort;
  readonly #submitted = performance.now();
  #started = this.#submitted;

  constructor(request: ExplainRequest, staff: Staff, scheduler: Scheduler, events: MessagePort) {
    this.id = request.id;
    this.priority = request.priority;
    this.query = request.query;
    this.passages = request.passages;
    this.#staff = staff;
    this.#scheduler = scheduler;
    this.#events = events;
  }

  async run(): Promise<void> {
    this.#started = performance.now();
    try {
      await this.checkpoint();
      await this.#explain(this.#staff.main ?? (await this.#scheduler.standAside(this, this.#staff.arrival)));
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

  checkpoint(): Promise<void> {
    return this.#scheduler.checkpoint(this);
  }

  async #explain(serving: Serving): Promise<void> {
    const { method, engine } = serving;
    const task = new StageTask(this, serving, []);
    let row = 0;
    for await (const explanation of method.explain?.(task, engine) ?? []) {
      this.#post({ kind: 'explained', row: row++, explanation, stats: this.#stats(task) });
    }
    this.#post({ kind: 'done', stats: this.#stats(task) });
  }

  /** Vectors looked up again are no hits: the call counted them when it scored. */
  #stats({ modelCalls }: StageTask): JobStats {
    return {
      modelCalls,
      cacheHits: 0,
      cacheMisses: 0,
      cacheBytes: this.#staff.vectorBytes,
      queuedMs: this.#started - this.#submitted,
      runMs: performance.now() - this.#started,
    };
  }

  #post(event: JobEvent): void {
    this.#events.postMessage(event);
  }
}

function endingOf(error: unknown): JobEvent {
  if (error instanceof JobCancelled) return { kind: 'cancelled' };
  if (error instanceof EngineLost) return { kind: 'lost', reason: error.message };
  return { kind: 'failed', error: encodeError(error) };
}
