/**
 * @file What a cascade left out, encoded once nobody waits: the next query over the same list then costs milliseconds and is exact.
 *
 * It is a preparation behind every other job, for the newest list alone. Where there is a pool, the pool does it, and this worker answers at
 * once meanwhile. Nobody hears of it.
 */
import type { PassageText } from '../../engine/engine';
import { PrepareRunner } from './prepare-runner';
import type { Scheduler } from './scheduler';
import type { LoadedModels } from '../loaded/loaded-models';

/** Behind calls and preparations that somebody asked for. */
const BEHIND_ALL = -1e9;
/** Longer lists are worth a `prepare`, or are not come back to. */
const MOST = 1000;

export class IdleWork {
  readonly #scheduler: Scheduler;
  #current: number | undefined;
  /** Jobs of the page count upward. */
  #nextId = -1;

  constructor(scheduler: Scheduler) {
    this.#scheduler = scheduler;
  }

  encode(passages: readonly PassageText[], staff: LoadedModels): void {
    if (passages.length === 0) return;
    void this.stop();
    this.#current = this.#nextId--;
    const { port1, port2 } = new MessageChannel();
    port1.close();
    const work = { id: this.#current, priority: BEHIND_ALL, passages: passages.slice(0, MOST) };
    this.#scheduler.submit(new PrepareRunner(work, staff, this.#scheduler, port2, { idle: true }));
  }

  /** Resolves once it is over. */
  async stop(): Promise<void> {
    if (this.#current !== undefined) await this.#scheduler.cancel(this.#current);
    this.#current = undefined;
  }
}
