/**
 * @file The parts that the hooks of React and Vue share: a ranking job, the ranking to show for it, and how to run it.
 *
 * Jobs are compared by what the model reads, so that a list that is created anew for every render does not start a new
 * call each time.
 */
import { Scoreboard } from '../../client/scoreboard';
import type { Passage, Ranked, RankEvent, RerankStats } from '../../core/types';
import { isBlank } from '../../util/is-blank';
import type { FixedOptions, Ranker } from './source';

/** Options of `useRerank`; other options of `rerank` are passed on. */
export type LiveOptions = FixedOptions & {
  /** The reranker. Without one (before it is created, or on a server) the passages keep their order. */
  readonly reranker: Ranker | Promise<Ranker> | null | undefined;
  /** How many results to return. Default: all. */
  readonly topN?: number;
  /** Milliseconds after which the best ranking so far is final. Default: no limit. */
  readonly budgetMs?: number;
};

/** The ranking so far, and the state of the call that computes it. */
export type LiveRanking<P extends Passage = Passage> = {
  /** `idle`: there is nothing to do (a blank query, or no reranker). `failed`: `error` says why. */
  readonly status: 'idle' | 'ranking' | 'done' | 'failed';
  /**
   * The passages in the order to show. They are in first-stage order before the first scores and after a failure. When
   * only the query changes, the previous ranking stays until there are new scores.
   */
  readonly results: readonly Ranked<P>[];
  /** How many passages have a score. */
  readonly scored: number;
  /** How many passages there are. */
  readonly total: number;
  /** Present when `status` is `done`. */
  readonly stats?: RerankStats;
  /** Present when `status` is `failed`. */
  readonly error?: unknown;
};

export type RankingJob<P extends Passage> = {
  readonly query: string;
  readonly passages: readonly P[];
  readonly options: LiveOptions;
};

/** The ranking that was shown last, and its job. */
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

/** Returns the ranking to show for `job`, given the ranking that was shown last. */
export function rankingToShow<P extends Passage>(
  job: RankingJob<P>,
  last: ShownRanking<P> | undefined,
): LiveRanking<P> {
  if (!isRunnable(job)) return unranked(job, 'idle');
  if (last?.job === job) return last.ranking;
  if (!last || last.ranking.status === 'idle' || !samePassages(last.job.passages, job.passages)) {
    return unranked(job, 'ranking');
  }
  return { status: 'ranking', results: last.ranking.results, scored: 0, total: job.passages.length };
}

/** Runs a job and reports every ranking. Returns a function that aborts the job, after which nothing is reported. */
export function runJob<P extends Passage>(
  job: RankingJob<P>,
  onRanking: (ranking: LiveRanking<P>) => void,
): () => void {
  const controller = new AbortController();
  if (isRunnable(job)) void streamJob(job, controller.signal, onRanking);
  return () => controller.abort();
}

async function streamJob<P extends Passage>(
  job: RankingJob<P>,
  signal: AbortSignal,
  onRanking: (ranking: LiveRanking<P>) => void,
): Promise<void> {
  const { reranker, ...options } = job.options;
  const isOver = (): boolean => signal.aborted;
  try {
    const ranker = await reranker;
    if (!ranker || isOver()) return;
    for await (const event of ranker.stream(job.query, job.passages, { ...options, signal })) {
      if (isOver()) return;
      if (event.kind !== 'progress') onRanking(toRanking(event));
    }
  } catch (error) {
    if (!isOver()) onRanking({ ...unranked(job, 'failed'), error });
  }
}

function toRanking<P extends Passage>(event: Exclude<RankEvent<P>, { kind: 'progress' }>): LiveRanking<P> {
  const { results } = event;
  if (event.kind === 'ranking') return { status: 'ranking', results, scored: event.scored, total: event.total };
  return { status: 'done', results, scored: event.stats.scored, total: event.stats.passages, stats: event.stats };
}

/** Returns the passages in first-stage order. */
function unranked<P extends Passage>(
  { passages, options }: RankingJob<P>,
  status: LiveRanking['status'],
): LiveRanking<P> {
  const results = new Scoreboard(passages).ranking({ topN: options.topN });
  return { status, results, scored: 0, total: passages.length };
}

function isRunnable({ query, options }: RankingJob<Passage>): boolean {
  return !isBlank(query) && Boolean(options.reranker);
}

function samePassages(a: readonly Passage[], b: readonly Passage[]): boolean {
  return a === b || (a.length === b.length && a.every((passage, index) => samePassage(passage, b[index]!)));
}

function samePassage(a: Passage, b: Passage): boolean {
  if (typeof a === 'string' || typeof b === 'string') return a === b;
  return a === b || (a.text === b.text && a.title === b.title && a.score === b.score && a.id === b.id);
}
