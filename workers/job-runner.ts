/**
 * @file Runs one job: the method over the rows still to score, scores out on the job's port, nothing run twice.
 */
import type { Engine, PassageText } from '../src/engine/engine';
import { EngineLost } from '../src/engine/engine-lost';
import { CountedVectors } from '../src/engine/vector-cache';
import type { VectorCache } from '../src/engine/vector-cache';
import type { Method, RowScore, Task } from '../src/methods/method';
import { calibrate } from '../src/models/calibration';
import type { ModelCard } from '../src/models/card';
import { fittedOf } from '../src/models/exits';
import type { JobEvent, JobRequest, JobStats } from '../src/protocol/host-api';
import { encodeError } from '../src/protocol/wire-error';
import { keyOf } from '../src/util/passage-key';
import type { Pace } from './pace';
import { JobCancelled } from './scheduler';
import type { Job, Scheduler } from './scheduler';

/** What serves jobs: one engine with everything that belongs to it. */
export type Serving = {
  /** Cut at the depth in use. */
  readonly card: ModelCard;
  readonly engine: Engine;
  readonly method: Method;
  readonly vectors: VectorCache;
  readonly pace: Pace;
};

export class JobRunner implements Job, Task {
  readonly id: number;
  readonly priority: number;
  readonly query: string;
  readonly passages: readonly PassageText[];
  readonly pending: readonly number[];
  readonly vectors: CountedVectors;
  readonly #serving: Serving;
  readonly #scheduler: Scheduler;
  readonly #events: MessagePort;
  readonly #copies: ReadonlyMap<number, readonly number[]>;
  readonly #submitted = performance.now();
  #modelCalls = 0;
  #mark = 0;

  constructor(request: JobRequest, serving: Serving, scheduler: Scheduler, events: MessagePort) {
    this.id = request.id;
    this.priority = request.priority;
    this.query = request.query;
    this.passages = request.passages;
    this.#copies = groupCopies(request);
    this.pending = [...this.#copies.keys()];
    this.#serving = serving;
    this.#scheduler = scheduler;
    this.#events = events;
    this.vectors = new CountedVectors(serving.vectors);
  }

  get card(): ModelCard {
    return this.#serving.card;
  }

  async run(): Promise<void> {
    const started = performance.now();
    const { method, engine } = this.#serving;
    this.#mark = engine.modelCalls;
    try {
      await this.#scheduler.checkpoint(this);
      for await (const scores of method.run(this, engine)) {
        this.#post({ kind: 'rows', rows: this.#wireRows(scores), stats: this.#stats(started) });
      }
      this.#post({ kind: 'done', stats: this.#stats(started) });
    } catch (error) {
      this.#fail(error);
    } finally {
      this.#events.close();
    }
  }

  drop(): void {
    this.#post({ kind: 'cancelled' });
    this.#events.close();
  }

  async *microBatches(
    work: string,
    rows: readonly number[],
    cost: (row: number) => number,
  ): AsyncGenerator<readonly number[]> {
    const { pace, engine } = this.#serving;
    for (let from = 0; from < rows.length;) {
      const count = pace.take(work, rows, from, cost);
      const batch = rows.slice(from, from + count);
      this.#modelCalls += engine.modelCalls - this.#mark;
      await this.#scheduler.checkpoint(this); // a more urgent job may run in here
      this.#mark = engine.modelCalls;
      const started = performance.now();
      yield batch;
      const units = batch.reduce((sum, row) => sum + cost(row), 0);
      pace.record(work, count, units, performance.now() - started);
      from += count;
    }
  }

  #wireRows(scores: readonly RowScore[]) {
    const { calibration } = fittedOf(this.#serving.card);
    return scores.flatMap(({ index, logit, truncatedTokens }) => {
      if (!Number.isFinite(logit)) throw new EngineLost(`The score of passage ${index} is ${logit}`);
      const score = calibrate(logit, calibration);
      return this.#copies.get(index)!.map((copy) => ({ index: copy, logit, score, truncatedTokens }));
    });
  }

  #stats(started: number): JobStats {
    return {
      modelCalls: this.#modelCalls + this.#serving.engine.modelCalls - this.#mark,
      cacheHits: this.vectors.hits,
      cacheMisses: this.vectors.misses,
      cacheBytes: this.#serving.vectors.vectorBytes,
      queuedMs: started - this.#submitted,
      runMs: performance.now() - started,
    };
  }

  #fail(error: unknown): void {
    if (error instanceof JobCancelled) this.#post({ kind: 'cancelled' });
    else if (error instanceof EngineLost) this.#post({ kind: 'lost', reason: error.message });
    else this.#post({ kind: 'failed', error: encodeError(error) });
  }

  #post(event: JobEvent): void {
    this.#events.postMessage(event);
  }
}

/** First row of each distinct passage → all rows that hold it, so that a duplicate is run once. */
function groupCopies({ passages, pending }: JobRequest): Map<number, number[]> {
  const firsts = new Map<string, number>();
  const copies = new Map<number, number[]>();
  for (const row of pending) {
    const key = keyOf(passages[row]!);
    const first = firsts.get(key);
    if (first === undefined) {
      firsts.set(key, row);
      copies.set(row, [row]);
    } else copies.get(first)!.push(row);
  }
  return copies;
}
