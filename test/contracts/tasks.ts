/** @file Tasks for tests of methods, without a worker. */
import type { PassageText } from '../../src/engine/engine';
import { VectorCache } from '../../src/engine/vectors/vector-cache';
import type { Method, PassageScore, Task } from '../../src/methods/contract/method';
import type { Engine } from '../../src/engine/engine';
import type { ModelCard } from '../../src/models/card';
import { QUERY } from './texts';

export type TaskOptions = Partial<Pick<Task, 'query' | 'pending' | 'vectors' | 'top' | 'firstStage'>> & {
  /** The number of items in a micro-batch. Default: 5. */
  readonly batch?: number;
  /** Called before every micro-batch. It cancels the task by throwing. */
  readonly checkpoint?: (items: readonly number[]) => void;
};

/** Makes a frozen task; by default, all passages are pending and none is cached. */
export function taskOf(card: ModelCard, passages: readonly PassageText[], options: TaskOptions = {}): Task {
  const { batch = 5, checkpoint } = options;
  const pending = options.pending ?? passages.map((_, index) => index);
  return {
    query: options.query ?? QUERY,
    passages: Object.freeze(passages.map((passage) => Object.freeze({ ...passage }))),
    pending: Object.freeze([...pending]),
    card,
    vectors: options.vectors ?? new VectorCache(2 ** 24),
    top: options.top,
    firstStage: options.firstStage,
    // eslint-disable-next-line @typescript-eslint/require-await
    async *microBatches(_work, items, cost) {
      for (let from = 0; from < items.length; from += batch) {
        const some = Object.freeze(items.slice(from, from + batch));
        for (const item of some) {
          if (!(cost(item) > 0)) throw new Error(`Expected a positive cost of item ${item}, got ${cost(item)}`);
        }
        checkpoint?.(some);
        yield some;
      }
    },
    async *spread(engine, { work, indices, cost }, run) {
      for await (const some of this.microBatches(work, indices, cost)) yield await run(some, engine);
    },
  };
}

/** Returns all scores that a run yields, in order. */
export async function runAll(method: Method, task: Task, engine: Engine): Promise<PassageScore[]> {
  const scores: PassageScore[] = [];
  for await (const some of method.run(task, engine)) scores.push(...some);
  return scores;
}

/** Returns logits by index, where a later score replaces an earlier one. */
export function logitsOf(scores: readonly PassageScore[]): Map<number, number> {
  return new Map(scores.map(({ index, logit }) => [index, logit]));
}
