/**
 * @file The passes of models over the passages of one job. A pass reuses stored vectors and pair scores, and computes
 * the others.
 */
import type { PassageScore } from '../../methods/contract/method';
import type { JobRequest, ScoredBy, ScoredPassage } from '../../protocol/host-api';
import type { PassageText } from '../../engine/engine';
import { scorerName } from '../loaded/loaded-model';
import type { LoadedModel } from '../loaded/loaded-model';
import { loadStoredVectors, storeVectors } from '../loaded/stored-vectors';
import type { WorkQueue } from '../pool/work-queue';
import type { InstructedQuery } from '../storage/pair-scores';
import { groupDuplicates } from './distinct';
import { MethodTask } from './method-task';
import type { MethodJob } from './method-task';
import type { RankingStats } from './ranking-stats';
import { toScoredPassages } from './scored-passages';
import { windowsOfJob } from './windows';
import type { Windows } from './windows';

export type PassHooks = {
  /** Runs jobs of higher priority, and throws if the job was cancelled. */
  readonly checkpoint: () => Promise<void>;
  readonly onScores: (scoredBy: ScoredBy, passages: readonly ScoredPassage[]) => void;
};

export type PassOptions = Pick<ScoredBy, 'tier' | 'scale'> & {
  /** Called with the score of each distinct passage. */
  readonly onScore?: (score: PassageScore) => void;
  /** Orders the passages. Default: as they are given. */
  readonly queueFor?: (indices: readonly number[]) => WorkQueue;
};

/** Scores a job's passages with one model after another. */
export class ScorePasses {
  readonly #request: JobRequest;
  readonly #stats: RankingStats;
  readonly #hooks: PassHooks;
  readonly #copies: ReadonlyMap<number, readonly number[]>;
  readonly #vectorsLoaded = new Set<LoadedModel>();
  readonly #storeLater: (() => void)[] = [];

  constructor(request: JobRequest, stats: RankingStats, hooks: PassHooks) {
    this.#request = request;
    this.#stats = stats;
    this.#hooks = hooks;
    this.#copies = groupDuplicates(request.passages, request.pending);
  }

  /** The first index of each distinct passage that is to be scored. */
  get indices(): number[] {
    return [...this.#copies.keys()];
  }

  /** Scores the passages at `indices` with one model and reports their scores. */
  async run(model: LoadedModel, indices: readonly number[], options: PassOptions): Promise<void> {
    if (indices.length === 0) return;
    const { longPassages = 'first' } = this.#request;
    const windows = windowsOfJob(this.#request, indices, model.engine, longPassages);
    this.#stats.setWindows(windows.windowCount);
    const report = this.#reporter(model, windows, options);
    const pending = await this.#reusePairScores(model, windows, report);
    await this.loadVectors(model, pending, windows.passages);
    const missing = pending.filter((index) => !model.vectors.has(windows.passages[index]!));
    const task = new MethodTask(this.#jobOver(windows), model, pending, options.queueFor);
    this.#stats.addTask(task);
    for await (const scores of model.method.run(task, model.engine)) {
      report(scores);
      model.pairScores?.keep(this.#query, windows.passages, scores);
    }
    this.#storeLater.push(() => {
      void model.pairScores?.writeStored();
      void storeVectors(model, missing, windows.passages);
    });
  }

  /**
   * Reads stored vectors into memory, once per model: vectors that are missing now stay missing for the rest of the
   * job.
   */
  async loadVectors(model: LoadedModel, indices: readonly number[], passages: readonly PassageText[]): Promise<void> {
    if (this.#vectorsLoaded.has(model)) return;
    this.#vectorsLoaded.add(model);
    await loadStoredVectors(model, indices, passages);
  }

  /**
   * Stores the results of all passes. Called at the end of the job, because writing takes cores from the computation.
   */
  store(): void {
    for (const store of this.#storeLater) store();
  }

  get #query(): InstructedQuery {
    const { query, instruction = '' } = this.#request;
    return { query, instruction };
  }

  #reporter(model: LoadedModel, windows: Windows, { tier, scale, onScore }: PassOptions) {
    const scoredBy: ScoredBy = { name: scorerName(model), tier, ...(scale ? { scale } : {}) };
    return (windowScores: readonly PassageScore[]): void => {
      const scores = windows.toPassageScores(windowScores);
      const passages = toScoredPassages(scores, model.card, this.#copies);
      if (onScore) scores.forEach(onScore);
      if (passages.length > 0) this.#hooks.onScores(scoredBy, passages);
    };
  }

  /** Reports the pair scores that are known, and returns the indices of the other windows. */
  async #reusePairScores(
    { pairScores }: LoadedModel,
    { passages, indices }: Windows,
    report: (scores: readonly PassageScore[]) => void,
  ): Promise<readonly number[]> {
    await pairScores?.loadStored(this.#query, passages, indices);
    const known = pairScores?.find(this.#query, passages, indices) ?? [];
    this.#stats.addPairScoreHits(known.length);
    if (known.length > 0) report(known);
    const scored = new Set(known.map(({ index }) => index));
    return indices.filter((index) => !scored.has(index));
  }

  #jobOver({ passages, passageIndexOf }: Windows): MethodJob {
    const { query, topN: top, priors, instruction } = this.#request;
    const firstStage = passageIndexOf && priors ? passageIndexOf.map((index) => priors[index]!) : priors;
    return { query, passages, top, firstStage, instruction, checkpoint: () => this.#hooks.checkpoint() };
  }
}
