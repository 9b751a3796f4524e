/** @file Encodes passages and sends their vectors to the client, for `rankside index`. Nothing is kept. */
import type { PassageText } from '../../engine/engine';
import type { CollectionRequest } from '../../protocol/collection-api';
import { encodeMissing } from '../jobs/encode-missing';
import { JobPort } from '../jobs/job-port';
import type { Job, Scheduler } from '../jobs/scheduler';
import type { LoadedModels } from '../loaded/loaded-models';
import { NO_STATS } from './no-stats';

export class VectorsRunner implements Job {
  readonly id: number;
  readonly priority: number;
  readonly #passages: readonly PassageText[];
  readonly #models: LoadedModels;
  readonly #scheduler: Scheduler;
  readonly #events: JobPort;

  constructor(
    { id, priority }: CollectionRequest,
    passages: readonly PassageText[],
    models: LoadedModels,
    scheduler: Scheduler,
    events: MessagePort,
  ) {
    this.id = id;
    this.priority = priority;
    this.#passages = passages;
    this.#models = models;
    this.#scheduler = scheduler;
    this.#events = new JobPort(events);
  }

  async run(): Promise<void> {
    await this.#events.settle(async () => {
      const model = await this.#scheduler.runOthersUntil(this, this.#models.mainModelLoaded);
      if (!model.engine.embedPassages) throw new TypeError(`Expected a model of token vectors, got ${model.card.name}`);
      const passages = this.#passages;
      const job = { query: '', passages, checkpoint: () => this.#scheduler.checkpoint(this) };
      const modelCalls = await encodeMissing(model, job, [...passages.keys()], (indices, encoded) => {
        this.#events.post({ kind: 'collection', event: { kind: 'vectors', indices, encoded } });
      });
      return { ...NO_STATS, modelCalls };
    });
  }

  drop(): void {
    this.#events.drop();
  }
}
