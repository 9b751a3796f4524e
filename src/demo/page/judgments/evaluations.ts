/**
 * @file The evaluations that were run: their metrics and the change of each question, kept in this browser. One over
 * the reader’s own judgments is removed when a judgment that it needs is.
 */
import type { Metrics } from '../../../eval/metrics';

export type QuestionChange = {
  readonly question: string;
  /** nDCG@10 by words, and of the last column of the report. */
  readonly before: number;
  readonly after: number;
};

export type Evaluated = {
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly source: 'collection' | 'judged' | 'beir';
  /** A description of the set, in words. */
  readonly name: string;
  readonly model: string;
  readonly passages: number;
  /** How many hits of the first stage were reranked. */
  readonly candidates: number;
  readonly firstStage: Metrics;
  readonly reranked: Metrics;
  /** Every passage, reranked; absent for a large set. */
  readonly exhaustive?: Metrics;
  readonly questions: readonly QuestionChange[];
};

export interface Evaluations {
  /** The newest first. */
  readonly all: readonly Evaluated[];
  /** Adds evaluations that are not there yet. */
  add(...evaluations: readonly Evaluated[]): void;
  remove(evaluation: Evaluated): void;
  /** Removes the evaluations of own judgments with a question that is no longer judged. */
  forget(isJudged: (question: string) => boolean): void;
  clear(): void;
  /** Calls `listener` now and on every change. */
  watch(listener: () => void): void;
}

const KEY = 'rankside-demo:evaluations';
/** Older ones are dropped. */
const MAX_KEPT = 20;

export function createEvaluations(
  storage: Pick<Storage, 'getItem' | 'setItem' | 'removeItem'> = localStorage,
): Evaluations {
  const listeners = new Set<() => void>();
  let all = read(storage);
  function set(next: readonly Evaluated[]): void {
    all = next.toSorted((a, b) => b.at - a.at).slice(0, MAX_KEPT);
    for (;;) {
      try {
        storage.setItem(KEY, JSON.stringify(all));
        break;
      } catch (error) {
        // Storage is full: those of large sets take a megabyte.
        if (all.length === 0) throw error;
        all = all.slice(0, -1);
      }
    }
    for (const listener of listeners) listener();
  }
  if (storage === globalThis.localStorage)
    addEventListener('storage', ({ key }) => {
      if (key !== null && key !== KEY) return;
      all = read(storage);
      for (const listener of listeners) listener();
    });
  return {
    get all() {
      return all;
    },
    add(...evaluations) {
      const known = new Set(all.map(keyOf));
      set([...all, ...evaluations.filter((one) => !known.has(keyOf(one)))]);
    },
    remove: (evaluation) => set(all.filter((one) => keyOf(one) !== keyOf(evaluation))),
    forget(isJudged) {
      const kept = all.filter(
        ({ source, questions }) => source !== 'judged' || questions.every(({ question }) => isJudged(question)),
      );
      if (kept.length < all.length) set(kept);
    },
    clear() {
      set([]);
      storage.removeItem(KEY);
    },
    watch(listener) {
      listeners.add(listener);
      listener();
    },
  };
}

function keyOf({ at, name, model }: Evaluated): string {
  return `${at}\n${name}\n${model}`;
}

function read(storage: Pick<Storage, 'getItem'>): readonly Evaluated[] {
  try {
    return evaluationsIn(JSON.parse(storage.getItem(KEY) ?? '[]'));
  } catch {
    return [];
  }
}

/** The evaluations in data from outside; what has another shape is left out. */
export function evaluationsIn(data: unknown): Evaluated[] {
  return Array.isArray(data) ? data.filter(isEvaluated) : [];
}

function isEvaluated(value: unknown): value is Evaluated {
  if (typeof value !== 'object' || value === null) return false;
  const { at, source, name, model, passages, candidates, firstStage, reranked, exhaustive, questions } =
    value as Partial<Evaluated>;
  return (
    [at, passages, candidates].every(Number.isFinite) &&
    ['collection', 'judged', 'beir'].includes(source ?? '') &&
    [name, model].every((text) => typeof text === 'string') &&
    isMetrics(firstStage) &&
    isMetrics(reranked) &&
    (exhaustive === undefined || isMetrics(exhaustive)) &&
    Array.isArray(questions) &&
    questions.every(isQuestionChange)
  );
}

function isMetrics(value: unknown): value is Metrics {
  if (typeof value !== 'object' || value === null) return false;
  const { ndcg10, mrr10, map, recall100 } = value as Partial<Metrics>;
  return [ndcg10, mrr10, map, recall100].every(Number.isFinite);
}

function isQuestionChange(value: unknown): value is QuestionChange {
  if (typeof value !== 'object' || value === null) return false;
  const { question, before, after } = value as Partial<QuestionChange>;
  return typeof question === 'string' && [before, after].every(Number.isFinite);
}
