/** @file Re-ranks the head of a first-stage run, with one call of `rank` per query, and measures both rankings. */
import type { BeirDocument, BeirSet } from './beir';
import type { Metrics } from './metrics';
import { meanMetrics, queryMetrics } from './metrics';

/** A document to re-rank, with its first-stage score where the set has one. */
export type Candidate = BeirDocument & { readonly score?: number };

/** Returns the indices of `passages` in a new order, best first, each index once. */
export type Rank = (query: string, passages: readonly Candidate[]) => Promise<readonly number[]>;

export type EvaluateOptions = {
  readonly rank: Rank;
  /** The number of candidates of each query that are re-ranked; the others follow in the run's order. */
  readonly candidates: number;
  /** The lowest grade that MRR, MAP and recall count as relevant. */
  readonly minGrade: number;
  /** The number of judged queries to evaluate, in the order of the queries file. Default: all. */
  readonly queries?: number;
  /** Returns the time in milliseconds. Default: `performance.now`. */
  readonly now?: () => number;
};

/** The result of one query. */
export type EvaluateProgress = {
  readonly done: number;
  readonly total: number;
  readonly query: string;
  /** The duration of `rank`; 0 where the query has no candidates. */
  readonly ms: number;
  readonly firstStage: Metrics;
  readonly reranked: Metrics;
};

export type EvaluateResult = {
  readonly queries: number;
  readonly candidates: number;
  readonly firstStage: Metrics;
  readonly reranked: Metrics;
  /** The duration of all calls of `rank`, and the mean per call, which is `null` where there was none. */
  readonly totalMs: number;
  readonly msPerQuery: number | null;
  /** The re-ranked head followed by the rest of the run, by query. */
  readonly rankings: ReadonlyMap<string, readonly string[]>;
};

type Task = {
  readonly query: string;
  readonly text: string;
  readonly run: readonly string[];
  readonly head: readonly Candidate[];
};

/**
 * Yields after each query and returns the means over all of them; a query without candidates counts 0.
 *
 * @throws RangeError before the first call of `rank`, where a judged query or a candidate has no text, or no query is
 * judged
 */
export async function* evaluate(
  set: BeirSet,
  options: EvaluateOptions,
): AsyncGenerator<EvaluateProgress, EvaluateResult, void> {
  const tasks = tasksOf(set, options);
  const now = options.now ?? (() => performance.now());
  const rankings = new Map<string, readonly string[]>();
  const steps: EvaluateProgress[] = [];
  for (const task of tasks) {
    const start = now();
    const head = task.head.length === 0 ? [] : applyOrder(task, await options.rank(task.text, task.head));
    const ms = task.head.length === 0 ? 0 : now() - start;
    const ranking = [...head, ...task.run.slice(head.length)];
    rankings.set(task.query, ranking);
    const measure = (list: readonly string[]): Metrics =>
      queryMetrics(list, gradesOf(set, task.query), options.minGrade);
    const counts = { done: steps.length + 1, total: tasks.length };
    const step = { ...counts, query: task.query, ms, firstStage: measure(task.run), reranked: measure(ranking) };
    steps.push(step);
    yield step;
  }
  return summarise(steps, tasks, options.candidates, rankings);
}

function summarise(
  steps: readonly EvaluateProgress[],
  tasks: readonly Task[],
  candidates: number,
  rankings: EvaluateResult['rankings'],
): EvaluateResult {
  const totalMs = steps.reduce((sum, step) => sum + step.ms, 0);
  const calls = tasks.filter((task) => task.head.length > 0).length;
  return {
    queries: steps.length,
    candidates,
    firstStage: meanMetrics(steps.map((step) => step.firstStage)),
    reranked: meanMetrics(steps.map((step) => step.reranked)),
    totalMs,
    msPerQuery: calls === 0 ? null : totalMs / calls,
    rankings,
  };
}

/** Collects the arguments of all calls of `rank`, so that missing data is found before minutes of work. */
function tasksOf(set: BeirSet, { candidates, queries }: EvaluateOptions): Task[] {
  const unknown = [...set.qrels.keys()].find((query) => !set.queries.has(query));
  if (unknown !== undefined)
    throw new RangeError(`Expected a text for every judged query, got none for query "${unknown}"`);
  const judged = [...set.queries].filter(([query]) => set.qrels.has(query)).slice(0, queries);
  if (judged.length === 0) throw new RangeError('Expected at least one judged query, got none');
  return judged.map(([query, text]) => {
    const run = set.run.get(query) ?? [];
    return { query, text, run, head: run.slice(0, candidates).map((id) => candidateOf(set, query, id)) };
  });
}

function candidateOf(set: BeirSet, query: string, id: string): Candidate {
  const document = set.corpus.get(id);
  const score = set.scores?.get(query)?.get(id);
  if (document) return score === undefined ? document : { ...document, score };
  throw new RangeError(
    `Expected every candidate to be in the corpus, got none for document "${id}" of query "${query}"`,
  );
}

function gradesOf(set: BeirSet, query: string): ReadonlyMap<string, number> {
  return set.qrels.get(query) ?? new Map<string, number>();
}

function applyOrder({ query, head }: Task, order: readonly number[]): string[] {
  const ids = [...new Set(order.map((index) => head[index]?.id))].filter((id) => id !== undefined);
  if (order.length === head.length && ids.length === head.length) return ids;
  const got = `${String(ids.length)} of them in ${String(order.length)} indices`;
  throw new RangeError(
    `Expected \`rank\` to return each of ${String(head.length)} candidates once for query "${query}", got ${got}`,
  );
}
