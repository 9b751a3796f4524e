/** @file Explains the passages of one call with the loaded model's method, as a job of the scheduler. */
import type { ExplainTask } from '../../methods/explain/explain';
import type { ExplainRequest, JobStats } from '../../protocol/host-api';
import type { Explanation, LongPassages, TextSpan } from '../../core/types';
import { bestWindows } from './best-windows';
import { JobPort } from './job-port';
import type { Job, Scheduler } from './scheduler';
import type { LoadedModel } from '../loaded/loaded-model';

export class ExplainRunner implements Job {
  readonly id: number;
  readonly priority: number;
  readonly #request: Pick<ExplainRequest, 'query' | 'passages' | 'instruction'>;
  readonly #longPassages: LongPassages;
  readonly #model: LoadedModel;
  readonly #scheduler: Scheduler;
  readonly #events: JobPort;
  readonly #submitted = performance.now();
  #started = this.#submitted;
  #modelCalls = 0;
  #callsBefore = 0;

  constructor(request: ExplainRequest, model: LoadedModel, scheduler: Scheduler, events: MessagePort) {
    this.id = request.id;
    this.priority = request.priority;
    this.#request = request;
    this.#longPassages = request.longPassages ?? 'first';
    this.#model = model;
    this.#scheduler = scheduler;
    this.#events = new JobPort(events);
  }

  async run(): Promise<void> {
    const { method, engine } = this.#model;
    this.#started = performance.now();
    this.#callsBefore = engine.modelCalls;
    await this.#events.settle(async () => {
      await this.#checkpoint();
      if (!method.explain) return this.#stats();
      const { query, passages, instruction } = this.#request;
      const job = { query, passages, instruction, checkpoint: () => this.#checkpoint() };
      const best = await bestWindows(job, this.#model, this.#longPassages);
      const task: ExplainTask = { ...job, passages: best.passages, vectors: this.#model.vectors };
      let index = 0;
      for await (const found of method.explain(task, engine)) {
        const explanation = mapSpans(found, (span) => best.toPassageSpan(index, span));
        this.#events.post({ kind: 'explained', index, explanation, stats: this.#stats() });
        index++;
      }
      return this.#stats();
    });
  }

  drop(): void {
    this.#events.drop();
  }

  /** Model calls of other jobs that run during the checkpoint are not counted. */
  async #checkpoint(): Promise<void> {
    const { engine } = this.#model;
    this.#modelCalls += engine.modelCalls - this.#callsBefore;
    await this.#scheduler.checkpoint(this);
    this.#callsBefore = engine.modelCalls;
  }

  /** Vector lookups are not counted as cache hits, because the call counted them when it scored. */
  #stats(): JobStats {
    const { engine, vectors } = this.#model;
    return {
      modelCalls: this.#modelCalls + engine.modelCalls - this.#callsBefore,
      cacheHits: 0,
      cacheMisses: 0,
      cacheBytes: vectors.vectorBytes,
      queuedMs: this.#started - this.#submitted,
      runMs: performance.now() - this.#started,
    };
  }
}

function mapSpans({ by, sentences, tokens }: Explanation, map: (span: TextSpan) => TextSpan): Explanation {
  const mapAll = (spans: Explanation['tokens']) => spans.map((span) => ({ ...map(span), relevance: span.relevance }));
  return { by, sentences: mapAll(sentences), tokens: mapAll(tokens) };
}
