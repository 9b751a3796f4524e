/**
 * @file Encodes passages ahead of any query, and keeps the vectors: the scout's of all first, so that a cascade is quick soon, then the main
 * model's. What is in memory or stored is not computed again, so a preparation that was stopped goes on where it was.
 */
import type { PassageText } from '../src/engine/engine';
import type { Prepared, PrepareRequest } from '../src/protocol/host-api';
import type { LongPassages } from '../src/types';
import { JobPort } from './job-port';
import type { Job, Scheduler } from './scheduler';
import type { Serving } from './serving';
import { piecesOf } from './pieces';
import type { Staff } from './staff';
import { StageTask } from './stage-task';
import type { StageJob } from './stage-task';
import { recall, store } from './stored-rows';
import { distinct } from './distinct';

export class PrepareRunner implements Job {
  readonly id: number;
  readonly priority: number;
  readonly #passages: readonly PassageText[];
  readonly #long: LongPassages;
  readonly #idle: boolean;
  readonly #staff: Staff;
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
    staff: Staff,
    scheduler: Scheduler,
    events: MessagePort,
    { idle = false } = {},
  ) {
    this.id = id;
    this.priority = priority;
    this.#passages = passages;
    this.#long = longPassages;
    this.#staff = staff;
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

  /** The scout's share counts as work done, not as passages prepared: those are the main model's. */
  async #prepareAll(rows: readonly number[]): Promise<void> {
    this.#total = rows.length;
    const { scout } = this.#staff;
    if (scout && this.#long === 'first') await this.#prepare(scout.serving, rows);
    [this.#prepared, this.#encoded, this.#fromStorage] = [0, 0, 0];
    await this.#prepare(await this.#scheduler.standAside(this, this.#staff.arrival), rows);
  }

  /** Part by part, so that what is done is stored before the rest is. */
  async #prepare(serving: Serving, rows: readonly number[]): Promise<void> {
    const { engine, vectors } = serving;
    if (!engine.embedPassages) return;
    for (let from = 0; from < rows.length; from += PART) {
      const part = rows.slice(from, from + PART);
      const pieces = piecesOf({ query: '', passages: this.#passages }, part, engine, this.#long);
      this.#fromStorage += await recall(serving, pieces.rows, pieces.passages);
      const missing = pieces.rows.filter((row) => !vectors.has(pieces.passages[row]!));
      await this.#encode(serving, missing, pieces.passages);
      this.#prepared += part.length;
      if (serving !== this.#staff.scout?.serving) this.#tell();
      await store(serving, missing, pieces.passages);
    }
  }

  async #encode(serving: Serving, rows: readonly number[], passages: readonly PassageText[]): Promise<void> {
    const { engine, vectors } = serving;
    const job: StageJob = {
      query: '',
      passages,
      checkpoint: () => this.#scheduler.checkpoint(this),
      standAside: this.#idle ? (awaited) => this.#scheduler.standAside(this, awaited) : undefined,
    };
    const task = new StageTask(job, serving, rows);
    const cost = (row: number) => engine.cost(passages[row]!);
    const work = { work: 'late-interaction/unseen', rows, cost };
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
      cacheBytes: this.#staff.vectorBytes,
      queuedMs: 0,
      runMs: performance.now() - this.#started,
    };
  }
}

/** Passages that are stored together, and that a stop can cost. */
const PART = 32;
