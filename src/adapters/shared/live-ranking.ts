/**
 * @file A ranking that follows what it is of, for the hooks of React and Vue: a job, what to show of it, and how to run it.
 *
 * Jobs are compared by what the model reads, so that a list that is made anew for every render does not start a run each time.
 */
import { Scoreboard } from '../../client/scoreboard';
import type { Passage, Ranked, RankEvent, RerankStats } from '../../core/types';
import type { FixedOptions, Ranker } from './source';

export type LiveOptions = FixedOptions & {
  /** While there is none (it loads, or the page is rendered on a server) the order stays as it is. */
  readonly reranker: Ranker | Promise<Ranker> | null | undefined;
  /** How many results to give. Default: all. */
  readonly topN?: number;
  /** Milliseconds after which the best ranking so far is taken. Default: none. */
  readonly budgetMs?: number;
};

export type LiveRanking<P extends Passage = Passage> = {
  /** `idle`: nothing to do (a blank query, no reranker yet). `failed`: `error` says why. */
  readonly status: 'idle' | 'ranking' | 'done' | 'failed';
  /**
   * Never empty for want of scores: the passages as they came until the first scores land and after a failure; over the same passages
   * the last ranking until the next query's first scores land.
   */
  readonly results: readonly Ranked<P>[];
  readonly scored: number;
  readonly total: number;
  /** Once it is done. */
  readonly stats?: RerankStats;
  readonly error?: unknown;
};

export type RankingJob<P extends Passage> = {
  readonly query: string;
  readonly passages: readonly P[];
  readonly options: LiveOptions;
};

/** What was shown last, and of which job. */
export type ShownRanking<P extends Passage> = { readonly job: RankingJob<P>; readonly ranking: LiveRanking<P> };

export function sameJob<P extends Passage>(a: RankingJob<P>, b: RankingJob<P>): boolean {
  const [{ reranker: first, ...left }, { reranker: second, ...right }] = [a.options, b.options];
  return (
    first === second &&
    a.query === b.query &&
    JSON.stringify(left) === JSON.stringify(right) &&
    samePassages(a.passages, b.passages)
  );
}

/** What to show of `job`, given what was shown last. */
export function rankingToShow<P extends Passage>(job: RankingJob<P>, last: ShownRanking<P> | undefined): LiveRanking<P> {
  if (!isRunnable(job)) return unranked(job, 'idle');
  if (last?.job === job) return last.ranking;
  if (!last || last.ranking.status === 'idle' || !samePassages(last.job.passages, job.passages)) {
    return unranked(job, 'ranking');
  }
  return { status: 'ranking', results: last.ranking.results, scored: 0, total: job.passages.length };
}

/** Runs a job, telling of every change; returns how to end it. Nothing is told after that. */
export function runJob<P extends Passage>(job: RankingJob<P>, tell: (ranking: LiveRanking<P>) => void): () => void {
  const left = new AbortController();
  if (isRunnable(job)) void streamJob(job, left.signal, tell);
  return () => left.abort();
}

async function streamJob<P extends Passage>(
  job: RankingJob<P>,
  signal: AbortSignal,
  tell: (ranking: LiveRanking<P>) => void,
): Promise<void> {
  const { reranker, ...options } = job.options;
  const isOver = (): boolean => signal.aborted;
  try {
    const ranker = await reranker;
    if (!ranker || isOver()) return;
    for await (const event of ranker.stream(job.query, job.passages, { ...options, signal })) {
      if (isOver()) return;
      if (event.kind !== 'progress') tell(toRanking(event));
    }
  } catch (error) {
    if (!isOver()) tell({ ...unranked(job, 'failed'), error });
  }
}

function toRanking<P extends Passage>(event: Exclude<RankEvent<P>, { kind: 'progress' }>): LiveRanking<P> {
  const { results } = event;
  if (event.kind === 'ranking') return { status: 'ranking', results, scored: event.scored, total: event.total };
  return { status: 'done', results, scored: event.stats.scored, total: event.stats.passages, stats: event.stats };
}

/** The passages in the first stage's order. */
function unranked<P extends Passage>({ passages, options }: RankingJob<P>, status: LiveRanking['status']): LiveRanking<P> {
  const results = new Scoreboard(passages).ranking({ topN: options.topN });
  return { status, results, scored: 0, total: passages.length };
}

function isRunnable({ query, options }: RankingJob<Passage>): boolean {
  return query.trim() !== '' && Boolean(options.reranker);
}

function samePassages(a: readonly Passage[], b: readonly Passage[]): boolean {
  return a === b || (a.length === b.length && a.every((passage, at) => samePassage(passage, b[at]!)));
}

function samePassage(a: Passage, b: Passage): boolean {
  if (typeof a === 'string' || typeof b === 'string') return a === b;
  return a === b || (a.text === b.text && a.title === b.title && a.score === b.score && a.id === b.id);
}
