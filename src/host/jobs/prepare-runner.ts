/**
 * @file Encodes passages before any query and keeps the vectors: first with the first-pass model, so that a cascade is
 * fast early, then with the main model. Vectors in memory or storage are not computed again, so a stopped preparation
 * continues where it was.
 */
import { pooledRows } from '../../engine/pooled-rows';
import type { PassageText } from '../../engine/engine';
import type { Prepared, PrepareRequest } from '../../protocol/host-api';
import type { LongPassages } from '../../core/types';
import { JobPort } from './job-port';
import type { Job, Scheduler } from './scheduler';
import type { LoadedModel } from '../loaded/loaded-model';
import { windowsOfJob } from './windows';
import type { LoadedModels } from '../loaded/loaded-models';
import { encodeMissing } from './encode-missing';
import { encodingStats } from './encoding-stats';
import type { MethodJob } from './method-task';
import { findUnstored, loadStoredVectors, storeVectors } from '../loaded/stored-vectors';
import { distinctIndices } from './distinct';

export class PrepareRunner implements Job {
  readonly id: number;
  readonly priority: number;
  readonly #passages: readonly PassageText[];
  readonly #longPassages: LongPassages;
  readonly #idle: boolean;
  readonly #withVectors: boolean;
  readonly #models: LoadedModels;
  readonly #scheduler: Scheduler;
  readonly #events: JobPort;
  readonly #started = performance.now();
  #modelCalls = 0;
  #prepared = 0;
  #encoded = 0;
  #fromStorage = 0;
  #total = 0;

  /**
   * @param idle leaves the work to the pool, if there is one, so that this thread stays free for other jobs
   * @param withVectors also posts the pooled vectors
   */
  constructor(
    { id, priority, passages, longPassages = 'first' }: PrepareRequest,
    models: LoadedModels,
    scheduler: Scheduler,
    events: MessagePort,
    { idle = false, withVectors = false } = {},
  ) {
    this.id = id;
    this.priority = priority;
    this.#passages = passages;
    this.#longPassages = longPassages;
    this.#models = models;
    this.#scheduler = scheduler;
    this.#events = new JobPort(events);
    this.#idle = idle;
    this.#withVectors = withVectors;
  }

  async run(): Promise<void> {
    await this.#events.settle(async () => {
      await this.#scheduler.checkpoint(this);
      await this.#prepareAll(distinctIndices(this.#passages));
      this.#postProgress();
      return encodingStats(this.#started, {
        modelCalls: this.#modelCalls,
        encoded: this.#encoded,
        cacheBytes: this.#models.vectorBytes,
      });
    });
  }

  drop(): void {
    this.#events.drop();
  }

  /**
   * Passages count as prepared when the main model has encoded them, so the counts start again after the first-pass
   * model.
   */
  async #prepareAll(indices: readonly number[]): Promise<void> {
    this.#total = indices.length;
    const { firstPass } = this.#models;
    if (firstPass && this.#longPassages === 'first') await this.#prepare(firstPass.model, indices);
    [this.#prepared, this.#encoded, this.#fromStorage] = [0, 0, 0];
    await this.#prepare(await this.#scheduler.runOthersUntil(this, this.#models.mainModelLoaded), indices);
  }

  /** Stores the vectors of each chunk before the next one, so that a stop loses little work. */
  async #prepare(model: LoadedModel, indices: readonly number[]): Promise<void> {
    const { engine, vectors } = model;
    if (!engine.embedPassages) return;
    for (let from = 0; from < indices.length; from += CHUNK) {
      const chunk = indices.slice(from, from + CHUNK);
      const windows = windowsOfJob({ query: '', passages: this.#passages }, chunk, engine, this.#longPassages);
      this.#fromStorage += await loadStoredVectors(model, windows.indices, windows.passages);
      const missing = windows.indices.filter((index) => !vectors.has(windows.passages[index]!));
      await this.#encode(model, missing, windows.passages);
      this.#prepared += chunk.length;
      if (model !== this.#models.firstPass?.model) {
        this.#postProgress();
        if (this.#withVectors) this.#postVectors(model, chunk);
      }
      // Vectors of a call that was ended early are in memory and not in storage.
      await storeVectors(model, await findUnstored(model, windows.indices, windows.passages), windows.passages);
    }
  }

  async #encode(model: LoadedModel, indices: readonly number[], passages: readonly PassageText[]): Promise<void> {
    const job: MethodJob = {
      query: '',
      passages,
      checkpoint: () => this.#scheduler.checkpoint(this),
      runOthersUntil: this.#idle ? (awaited) => this.#scheduler.runOthersUntil(this, awaited) : undefined,
    };
    this.#modelCalls += await encodeMissing(model, job, indices, ({ length }) => (this.#encoded += length));
  }

  #postVectors({ vectors }: LoadedModel, indices: readonly number[]): void {
    const rows = pooledRows(indices.map((index) => vectors.get(this.#passages[index]!)?.vectors));
    this.#events.post({ kind: 'embedded', indices, vectors: rows });
  }

  #postProgress(): void {
    const progress: Prepared = {
      total: this.#total,
      prepared: this.#prepared,
      encoded: this.#encoded,
      fromStorage: this.#fromStorage,
    };
    this.#events.post({ kind: 'prepared', progress });
  }
}

/** The number of passages that are stored together. */
const CHUNK = 32;
