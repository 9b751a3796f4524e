/** @file Encodes queries to their pooled vectors, as a job of the scheduler. */
import { pooledRows } from '../../engine/pooled-rows';
import type { EmbedRequest } from '../../protocol/host-api';
import type { LoadedModel } from '../loaded/loaded-model';
import type { LoadedModels } from '../loaded/loaded-models';
import { encodingStats } from './encoding-stats';
import { JobPort } from './job-port';
import type { Job, Scheduler } from './scheduler';

export class EmbedQueriesRunner implements Job {
  readonly id: number;
  readonly priority: number;
  readonly #request: EmbedRequest;
  readonly #models: LoadedModels;
  readonly #scheduler: Scheduler;
  readonly #events: JobPort;

  constructor(request: EmbedRequest, models: LoadedModels, scheduler: Scheduler, events: MessagePort) {
    this.id = request.id;
    this.priority = request.priority;
    this.#request = request;
    this.#models = models;
    this.#scheduler = scheduler;
    this.#events = new JobPort(events);
  }

  async run(): Promise<void> {
    const started = performance.now();
    await this.#events.settle(async () => {
      const model = await this.#scheduler.runOthersUntil(this, this.#models.mainModelLoaded);
      for (const [index, { text }] of this.#request.passages.entries()) {
        await this.#scheduler.checkpoint(this);
        const vectors = pooledRows([await queryVectors(model, text)]);
        this.#events.post({ kind: 'embedded', indices: [index], vectors });
      }
      const { length } = this.#request.passages;
      return encodingStats(started, { modelCalls: length, encoded: 0, cacheBytes: this.#models.vectorBytes });
    });
  }

  drop(): void {
    this.#events.drop();
  }
}

async function queryVectors({ engine }: LoadedModel, text: string) {
  if (engine.embedQuery) return engine.embedQuery(text);
  const [encoded] = (await engine.embed?.('query', [{ text }])) ?? [];
  return encoded?.vectors;
}
