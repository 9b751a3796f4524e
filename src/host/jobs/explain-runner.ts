/** @file Explains the rows of one call, as the method at hand can; the scheduler's rules are those of any job. */
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
  readonly #asked: Pick<ExplainRequest, 'query' | 'passages' | 'instruction'>;
  readonly #long: LongPassages;
  readonly #serving: LoadedModel;
  readonly #scheduler: Scheduler;
  readonly #events: JobPort;
  readonly #submitted = performance.now();
  #started = this.#submitted;
  #modelCalls = 0;
  #mark = 0;

  constructor(request: ExplainRequest, serving: LoadedModel, scheduler: Scheduler, events: MessagePort) {
    this.id = request.id;
    this.priority = request.priority;
    this.#asked = request;
    this.#long = request.longPassages ?? 'first';
    this.#serving = serving;
    this.#scheduler = scheduler;
    this.#events = new JobPort(events);
  }

  async run(): Promise<void> {
    const { method, engine } = this.#serving;
    this.#started = performance.now();
    this.#mark = engine.modelCalls;
    await this.#events.settle(async () => {
      await this.#checkpoint();
      if (!method.explain) return this.#stats();
      const { query, passages, instruction } = this.#asked;
      const job = { query, passages, instruction, checkpoint: () => this.#checkpoint() };
      const best = await bestWindows(job, this.#serving, this.#long);
      const task: ExplainTask = { ...job, passages: best.passages, vectors: this.#serving.vectors };
      let row = 0;
      for await (const found of method.explain(task, engine)) {
        const explanation = moved(found, (span) => best.placeOf(row, span));
        this.#events.post({ kind: 'explained', row, explanation, stats: this.#stats() });
        row++;
      }
      return this.#stats();
    });
  }

  drop(): void {
    this.#events.drop();
  }

  /** A more urgent job may run in here, whose model calls are not this one's. */
  async #checkpoint(): Promise<void> {
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

/** The same of a text that a piece was cut from. */
function moved({ by, sentences, tokens }: Explanation, place: (span: TextSpan) => TextSpan): Explanation {
  const there = (spans: Explanation['tokens']) => spans.map((span) => ({ ...place(span), relevance: span.relevance }));
  return { by, sentences: there(sentences), tokens: there(tokens) };
}
