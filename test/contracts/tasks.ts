/** @file Tasks as a worker would hand them to a method, without a worker. */
import type { PassageText } from '../../src/engine/engine';
import { VectorCache } from '../../src/engine/vectors/vector-cache';
import type { Method, PassageScore, Task } from '../../src/methods/contract/method';
import type { Engine } from '../../src/engine/engine';
import type { ModelCard } from '../../src/models/card';
import { QUERY } from './texts';

export type TaskOptions = Partial<Pick<Task, 'query' | 'pending' | 'vectors' | 'top' | 'firstStage'>> & {
  /** Rows a micro-batch. Default 5. */
  readonly batch?: number;
  /** Called before every micro-batch; throws to cancel. */
  readonly checkpoint?: (rows: readonly number[]) => void;
};

/** Every passage pending, nothing seen before, unless said otherwise. All of it is frozen. */
export function taskOf(card: ModelCard, passages: readonly PassageText[], options: TaskOptions = {}): Task {
  const { batch = 5, checkpoint } = options;
  const pending = options.pending ?? passages.map((_, row) => row);
  return {
    query: options.query ?? QUERY,
    passages: Object.freeze(passages.map((passage) => Object.freeze({ ...passage }))),
    pending: Object.freeze([...pending]),
    card,
    vectors: options.vectors ?? new VectorCache(2 ** 24),
    top: options.top,
    firstStage: options.firstStage,
    // eslint-disable-next-line @typescript-eslint/require-await
    async *microBatches(_work, rows, cost) {
      for (let from = 0; from < rows.length; from += batch) {
        const some = Object.freeze(rows.slice(from, from + batch));
        for (const row of some) if (!(cost(row) > 0)) throw new Error(`Row ${row} costs ${cost(row)}`);
        checkpoint?.(some);
        yield some;
      }
    },
    async *spread(engine, { work, indices, cost }, run) {
      for await (const some of this.microBatches(work, indices, cost)) yield await run(some, engine);
    },
  };
}

/** Everything that a run yields, in order. */
export async function runAll(method: Method, task: Task, engine: Engine): Promise<PassageScore[]> {
  const scores: PassageScore[] = [];
  for await (const some of method.run(task, engine)) scores.push(...some);
  return scores;
}

/** A row's last score by row: a later one replaces an earlier one. */
export function logitsOf(scores: readonly PassageScore[]): Map<number, number> {
  return new Map(scores.map(({ index, logit }) => [index, logit]));
}
