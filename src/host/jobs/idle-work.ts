/**
 * @file Encodes in idle time the passages that a cascade skipped. The next query over the same list is then exact and
 * fast.
 *
 * The work is a preparation with the lowest priority, for the newest list only. If there is a pool, the pool does the
 * work and this worker stays free for other jobs. Its events are not sent to the page.
 */
import type { PassageText } from '../../engine/engine';
import { PrepareRunner } from './prepare-runner';
import type { Scheduler } from './scheduler';
import type { LoadedModels } from '../loaded/loaded-models';

/** Below the priority of every call and preparation of the page. */
const LOWEST_PRIORITY = -1e9;
/** For longer lists the caller should use `prepare`. */
const MAX_PASSAGES = 1000;

export class IdleWork {
  readonly #scheduler: Scheduler;
  #current: number | undefined;
  /** Negative, because the ids of the page's jobs are positive. */
  #nextId = -1;

  constructor(scheduler: Scheduler) {
    this.#scheduler = scheduler;
  }

  /** Replaces the idle work for an earlier list. */
  encode(passages: readonly PassageText[], models: LoadedModels): void {
    if (passages.length === 0) return;
    void this.stop();
    this.#current = this.#nextId--;
    const { port1, port2 } = new MessageChannel();
    port1.close();
    const work = { id: this.#current, priority: LOWEST_PRIORITY, passages: passages.slice(0, MAX_PASSAGES) };
    this.#scheduler.submit(new PrepareRunner(work, models, this.#scheduler, port2, { idle: true }));
  }

  /** Resolves once the current idle work has ended. */
  async stop(): Promise<void> {
    if (this.#current !== undefined) await this.#scheduler.cancel(this.#current);
    this.#current = undefined;
  }
}
