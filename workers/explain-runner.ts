/** @file Explains the rows of one call, as the method at hand can; the scheduler's rules are those of any job. */
import type { PassageText } from '../src/engine/engine';
import type { PassageVectors } from '../src/engine/vector-cache';
import type { ExplainTask } from '../src/methods/explain';
import type { ExplainRequest, JobStats } from '../src/protocol/host-api';
import { JobPort } from './job-port';
import type { Job, Scheduler } from './scheduler';
import type { Serving } from './serving';

export class ExplainRunner implements Job, ExplainTask {
  readonly id: number;
  readonly priority: number;
  readonly query: string;
  readonly passages: readonly PassageText[];
  readonly vectors: PassageVectors;
  readonly #serving: Serving;
  readonly #scheduler: Scheduler;
  readonly #events: JobPort;
  readonly #submitted = performance.now();
  #started = this.#submitted;
  #modelCalls = 0;
  #mark = 0;

  constructor(request: ExplainRequest, serving: Serving, scheduler: Scheduler, events: MessagePort) {
    this.id = request.id;
    this.priority = request.priority;
    this.query = request.query;
    this.passages = request.passages;
    this.vectors = serving.vectors;
    this.#serving = serving;
    this.#scheduler = scheduler;
    this.#events = new JobPort(events);
  }

  async run(): Promise<void> {
    const { method, engine } = this.#serving;
    this.#started = performance.now();
    this.#mark = engine.modelCalls;
    await this.#events.settle(async () => {
      await this.checkpoint();
      let row = 0;
      for await (const explanation of method.explain?.(this, engine) ?? []) {
        this.#events.post({ kind: 'explained', row: row++, explanation, stats: this.#stats() });
      }
      return this.#stats();
    });
  }

  drop(): void {
    this.#events.drop();
  }

  /** A more urgent job may run in here, whose model calls are not this one's. */
  async checkpoint(): Promise<void> {
    const { engine } = this.#serving;
    this.#modelCalls += engine.modelCalls - this.#mark;
    await this.#scheduler.checkpoint(this);
    this.#mark = engine.modelCalls;
  }

  /** Vectors looked up again are no hits: the call counted them when it scored. */
  #stats(): JobStats {
    const { engine, vectors } = this.#serving;
    return {
      modelCalls: this.#modelCalls + engine.modelCalls - this.#mark,
      cacheHits: 0,
      cacheMisses: 0,
      cacheBytes: vectors.vectorBytes,
      queuedMs: this.#started - this.#submitted,
      runMs: performance.now() - this.#started,
    };
  }
}
