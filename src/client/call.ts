/**
 * @file The state of one call: its scores so far, its statistics and warnings, and its result. A call settles once.
 */
import type { CascadeStats, JobRequest, JobStats, ScoredBy, ScoredPassage } from '../protocol/host-api';
import type { Explanation, Passage, RankEvent, Ranked, RerankOptions, RerankResult, RerankStats } from '../core/types';
import type { PassageFields } from './copy-passages';
import { FramePacer } from './frame-pacer';
import type { CallPlan } from './plan-call';
import { toPassageText } from './to-passage-text';
import { withFormerStatsNames } from './former-names';
import { Scoreboard } from './scoreboard';

/** The arguments of a call, and the plan that was made from them for the loaded model. */
export type CallRequest<P extends Passage> = {
  readonly query: string;
  readonly passages: readonly P[];
  /** The passages' fields as they were when the call was made. */
  readonly fields: readonly PassageFields[];
  readonly options: RerankOptions;
  readonly plan: CallPlan;
};

export class Call<P extends Passage = Passage> {
  readonly query: string;
  readonly fields: readonly PassageFields[];
  readonly options: RerankOptions;
  readonly board: Scoreboard<P>;
  /** Resolves to the result, or rejects with the reason that ended the call. */
  readonly result: Promise<RerankResult<P>>;
  readonly #plan: CallPlan;
  readonly #explanations = new Map<number, Explanation>();
  readonly #warnings: string[];
  readonly #startedAt = performance.now();
  readonly #pacer = new FramePacer();
  readonly #notify: (event: () => RankEvent<P>) => void;
  #resolve!: (result: RerankResult<P>) => void;
  #reject!: (reason: unknown) => void;
  #settled = false;
  #pastJobs = NO_STATS;
  #currentJob = NO_STATS;
  #cascade: CascadeStats | undefined;
  /** Whether the best passages will be scored again, so that no rank is settled. */
  #awaitsLastPass: boolean;
  #best: readonly ScoredPassage[] | undefined;

  /** @param notify called after every change, with a function that builds the event */
  constructor({ query, passages, fields, options, plan }: CallRequest<P>, notify: (event: () => RankEvent<P>) => void) {
    this.query = query;
    this.fields = fields;
    this.options = options;
    this.board = new Scoreboard(passages, plan.fusion, fields);
    this.#plan = plan;
    this.#awaitsLastPass = plan.lastPass;
    this.#warnings = [...plan.warnings];
    this.#notify = notify;
    this.result = new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
    });
  }

  /** Describes the work that is left, for the worker. */
  toJobRequest(id: number): JobRequest {
    const { strategy, topN, priority = 0, longPassages, instruction } = this.options;
    const { priors, maySkip, cut } = this.#plan;
    return {
      id,
      query: this.query,
      passages: this.fields.map(toPassageText),
      pending: this.board.pending(),
      priority,
      ...(maySkip ? { ...(strategy ? { strategy } : {}) } : { strategy: 'exact' }),
      ...(topN === undefined ? {} : { topN }),
      ...(cut.minScore === undefined ? {} : { minScore: cut.minScore }),
      ...(priors ? { priors } : {}),
      ...(longPassages === undefined ? {} : { longPassages }),
      ...(instruction === undefined ? {} : { instruction }),
    };
  }

  isSettled(): boolean {
    return this.#settled;
  }

  start(): void {
    this.#notify(() => ({ kind: 'progress', scored: this.board.scored, total: this.board.passages.length }));
  }

  addScores(scores: readonly ScoredPassage[], scoredBy: ScoredBy): void {
    if (this.#settled) return;
    this.board.add(scores, scoredBy);
    if (this.#best && this.board.lastPassed === this.#best.length) this.endLastPass();
    this.#pacer.offer(() => this.#notify(() => this.#rankingEvent()));
  }

  get awaitsLastPass(): boolean {
    return this.#awaitsLastPass;
  }

  /**
   * The main model's scores of the best passages, for the last-pass model; the same each time. Passages that are
   * suspect are left out and keep their scores.
   */
  forLastPass(): readonly ScoredPassage[] {
    this.#best ??= this.board.chooseBest(LAST_PASS_PASSAGES).filter(({ suspect }) => !suspect);
    return this.#best;
  }

  endLastPass(): void {
    this.#awaitsLastPass = false;
  }

  /** The indices of results that have a score and no explanation yet, in the order of the ranking. */
  unexplained(): number[] {
    const scored = this.board.ranking(this.#plan.cut).filter(({ scoredBy }) => scoredBy !== 'none');
    return scored.map(({ index }) => index).filter((index) => !this.#explanations.has(index));
  }

  addExplanation(index: number, explanation: Explanation): void {
    this.#explanations.set(index, explanation);
  }

  addWarning(message: string): void {
    this.#warnings.push(message);
  }

  /** Replaces the statistics of the current job by newer ones. */
  recordStats(stats: JobStats): void {
    this.#currentJob = stats;
    this.#cascade = stats.cascade ?? this.#cascade;
    for (const message of stats.warnings ?? []) if (!this.#warnings.includes(message)) this.addWarning(message);
  }

  /** Adds the current job's statistics to those of earlier jobs and starts anew. */
  startJob(): void {
    this.#pastJobs = addStats(this.#pastJobs, this.#currentJob);
    this.#currentJob = NO_STATS;
  }

  /**
   * Resolves the call with the best ranking so far.
   *
   * @param isDecided false when the call ends before its jobs did
   */
  complete(isDecided: boolean): void {
    if (this.#settled) return;
    this.#settled = true;
    try {
      this.#pacer.flush();
      this.#pacer.stop();
      const results = this.board
        .ranking({ ...this.#plan.cut, isDecided })
        .map((result) => this.#withExplanation(result));
      const result = { results, stats: this.stats() };
      this.#notify(() => ({ kind: 'done', ...result }));
      this.#resolve(result);
    } catch (error) {
      this.#reject(error);
    }
  }

  fail(reason: unknown): void {
    if (this.#settled) return;
    this.#settled = true;
    this.#pacer.stop();
    this.#reject(reason);
  }

  stats(): RerankStats {
    const { board } = this;
    const total = addStats(this.#pastJobs, this.#currentJob);
    return withFormerStatsNames({
      complete: board.scored === board.passages.length,
      passages: board.passages.length,
      scored: board.scored,
      truncated: board.truncated,
      ...(this.#currentJob.windows ? { windows: this.#currentJob.windows } : {}),
      modelCalls: total.modelCalls,
      cache: { hits: total.cacheHits, misses: total.cacheMisses, bytes: total.cacheBytes },
      timings: { queuedMs: total.queuedMs, runMs: total.runMs, totalMs: performance.now() - this.#startedAt },
      strategy: this.#cascade ? 'cascade' : 'exact',
      ...(this.#plan.lastPass ? { lastPass: board.lastPassed } : {}),
      skipped: this.#cascade?.skipped ?? 0,
      missProbability: this.#cascade?.missProbability ?? 0,
      fusion: this.#plan.fusion.kind,
      warnings: [...this.#warnings],
    });
  }

  #withExplanation(result: Ranked<P>): Ranked<P> {
    const explanation = this.#explanations.get(result.index);
    return explanation ? { ...result, explanation } : result;
  }

  #rankingEvent(): RankEvent<P> {
    const total = this.board.passages.length;
    const { scored } = this.board;
    const results = this.board.ranking(this.#plan.cut, false);
    return { kind: 'ranking', results, scored, total, ...this.#settledRanks(results) };
  }

  /**
   * Counts the leading ranks that will not change: none before the last pass. Exact scores have no bounds and each
   * changes the fused scores, so no rank is settled before all scores are known. A cascade estimates how many of the
   * leading ranks are unlikely to change.
   */
  #settledRanks(results: readonly Ranked<P>[]): { settled: number; settledBy: 'proof' | 'estimate' } {
    if (this.#awaitsLastPass) return { settled: 0, settledBy: 'proof' };
    const final = this.board.countFinal(results);
    const cascade = this.#cascade;
    if (cascade) return { settled: Math.min(cascade.settled, final), settledBy: 'estimate' };
    return { settled: this.board.pending().length === 0 ? results.length : 0, settledBy: 'proof' };
  }
}

/** How many of the best passages the last-pass model scores. */
const LAST_PASS_PASSAGES = 15;

export const NO_STATS: JobStats = { modelCalls: 0, cacheHits: 0, cacheMisses: 0, cacheBytes: 0, queuedMs: 0, runMs: 0 };

/** Adds the statistics of two successive jobs. The bytes in memory are those after the later job. */
function addStats(a: JobStats, b: JobStats): JobStats {
  return {
    modelCalls: a.modelCalls + b.modelCalls,
    cacheHits: a.cacheHits + b.cacheHits,
    cacheMisses: a.cacheMisses + b.cacheMisses,
    cacheBytes: b.cacheBytes,
    queuedMs: a.queuedMs + b.queuedMs,
    runMs: a.runMs + b.runMs,
  };
}
