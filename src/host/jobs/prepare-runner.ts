/**
 * @file Encodes passages ahead of any query, and keeps the vectors: the first-pass model's of all first, so that a cascade is quick soon, then the main
 * model's. What is in memory or stored is not computed again, so a preparation that was stopped goes on where it was.
 */
import type { PassageText } from '../../engine/engine';
import type { Prepared, PrepareRequest } from '../../protocol/host-api';
import type { LongPassages } from '../../core/types';
import { JobPort } from './job-port';
import type { Job, Scheduler } from './scheduler';
import type { LoadedModel } from '../loaded/loaded-model';
import { windowsOfJob } from './windows';
import type { LoadedModels } from '../loaded/loaded-models';
import { MethodTask } from './method-task';
import type { MethodJob } from './method-task';
import { recall, store } from '../loaded/stored-vectors';
import { distinct } from './distinct';

export class PrepareRunner implements Job {
  readonly id: number;
  readonly priority: number;
  readonly #passages: readonly PassageText[];
  readonly #long: LongPassages;
  readonly #idle: boolean;
  readonly #models: LoadedModels;
  readonly #scheduler: Scheduler;
  readonly #events: JobPort;
  readonly #started = performance.now();
  #modelCalls = 0;
  #prepared = 0;
  #encoded = 0;
  #fromStorage = 0;
  #total = 0;

  /** @param idle leaves this thread free where the pool can do the work */
  constructor(
    { id, priority, passages, longPassages = 'first' }: PrepareRequest,
    staff: LoadedModels,
    scheduler: Scheduler,
    events: MessagePort,
    { idle = false } = {},
  ) {
    this.id = id;
    this.priority = priority;
    this.#passages = passages;
    this.#long = longPassages;
    this.#models = staff;
    this.#scheduler = scheduler;
    this.#events = new JobPort(events);
    this.#idle = idle;
  }

  async run(): Promise<void> {
    await this.#events.settle(async () => {
      await this.#scheduler.checkpoint(this);
      await this.#prepareAll(distinct(this.#passages));
      this.#tell();
      return this.#stats();
    });
  }

  drop(): void {
    this.#events.drop();
  }

  /** The first-pass model's share counts as work done, not as passages prepared: those are the main model's. */
  async #prepareAll(rows: readonly number[]): Promise<void> {
    this.#total = rows.length;
    const { firstPass } = this.#models;
    if (firstPass && this.#long === 'first') await this.#prepare(firstPass.model, rows);
    [this.#prepared, this.#encoded, this.#fromStorage] = [0, 0, 0];
    await this.#prepare(await this.#scheduler.runOthersUntil(this, this.#models.mainModelLoaded), rows);
  }

  /** Part by part, so that what is done is stored before the rest is. */
  async #prepare(serving: LoadedModel, rows: readonly number[]): Promise<void> {
    const { engine, vectors } = serving;
    if (!engine.embedPassages) return;
    for (let from = 0; from < rows.length; from += PART) {
      const part = rows.slice(from, from + PART);
      const pieces = windowsOfJob({ query: '', passages: this.#passages }, part, engine, this.#long);
      this.#fromStorage += await recall(serving, pieces.rows, pieces.passages);
      const missing = pieces.rows.filter((row) => !vectors.has(pieces.passages[row]!));
      await this.#encode(serving, missing, pieces.passages);
      this.#prepared += part.length;
      if (serving !== this.#models.firstPass?.model) this.#tell();
      await store(serving, missing, pieces.passages);
    }
  }

  async #encode(serving: LoadedModel, rows: readonly number[], passages: readonly PassageText[]): Promise<void> {
    const { engine, vectors } = serving;
    const job: MethodJob = {
      query: '',
      passages,
      checkpoint: () => this.#scheduler.checkpoint(this),
      runOthersUntil: this.#idle ? (awaited) => this.#scheduler.runOthersUntil(this, awaited) : undefined,
    };
    const task = new MethodTask(job, serving, rows);
    const cost = (row: number) => engine.cost(passages[row]!);
    const work = { work: 'late-interaction/unseen', indices: rows, cost };
    const done = task.spread(engine, work, async (some, any) => {
      const open = some.filter((row) => !vectors.has(passages[row]!)); // a call may have come in between
      const texts = open.map((row) => passages[row]!);
      return [open, texts.length > 0 ? await any.embedPassages!(texts) : []] as const;
    });
    for await (const [some, encoded] of done) {
      some.forEach((row, place) => vectors.set(passages[row]!, encoded[place]!));
      this.#encoded += some.length;
    }
    this.#modelCalls += task.modelCalls;
  }

  #tell(): void {
    const progress: Prepared = {
      total: this.#total,
      prepared: this.#prepared,
      encoded: this.#encoded,
      fromStorage: this.#fromStorage,
    };
    this.#events.post({ kind: 'prepared', progress });
  }

  #stats() {
    return {
      modelCalls: this.#modelCalls,
      cacheHits: 0,
      cacheMisses: this.#encoded,
      cacheBytes: this.#models.vectorBytes,
      queuedMs: 0,
      runMs: performance.now() - this.#started,
    };
  }
}

/** Passages that are stored together, and that a stop can cost. */
const PART = 32;
