/**
 * @file Decides which model scores which passages of a job, and in which order.
 *
 * Either the main model scores every passage, or a cascade does: the main model scores the passages whose vectors it
 * has, the first-pass model scores the others, and of these the main model scores those that may belong to the top N,
 * most promising first.
 */
import { Survivors } from '../../cascade/survivors';
import type { PassageText } from '../../engine/engine';
import type { PassageScore } from '../../methods/contract/method';
import type { JobRequest, JobStats } from '../../protocol/host-api';
import type { Strategy } from '../../core/types';
import { bySurvival } from '../pool/work-queue';
import { messageOf } from '../../util/message-of';
import { uncalibrate } from '../../models/calibration';
import { fittedOf } from '../../models/exits';
import type { CascadeDecision } from '../loaded/cascade-decisions';
import { JobCancelled } from './scheduler';
import type { LoadedModel } from '../loaded/loaded-model';
import type { FirstPassModel, LoadedModels } from '../loaded/loaded-models';
import { DEFAULT_TOP_N, usesCascade } from './cascade-policy';
import { cascadeStats, RankingStats } from './ranking-stats';
import { ScorePasses } from './score-passes';
import type { PassHooks } from './score-passes';

export type RankingHooks = PassHooks & {
  /** Waits for a promise that this thread does not compute, while other jobs run. */
  readonly runOthersUntil: <T>(awaited: Promise<T>) => Promise<T>;
};

export class Ranking {
  readonly #request: JobRequest;
  readonly #models: LoadedModels;
  readonly #hooks: RankingHooks;
  readonly #stats = new RankingStats();
  readonly #passes: ScorePasses;

  constructor(request: JobRequest, models: LoadedModels, hooks: RankingHooks) {
    this.#request = request;
    this.#models = models;
    this.#hooks = hooks;
    this.#passes = new ScorePasses(request, this.#stats, hooks);
  }

  get stats(): Omit<JobStats, 'queuedMs' | 'runMs'> {
    return this.#stats.snapshot(this.#models.vectorBytes);
  }

  /** Passages of a cascade whose vectors the main model lacks; none if the caller asked for a cascade. */
  get skipped(): readonly PassageText[] {
    const { main } = this.#models;
    if (!main || !this.#stats.isCascade || this.#strategy !== 'auto') return [];
    return this.#newTo(main, this.#passes.indices).map((index) => this.#request.passages[index]!);
  }

  async run(): Promise<void> {
    try {
      await this.#rank();
    } finally {
      this.#passes.store();
    }
  }

  async #rank(): Promise<void> {
    const { passages, longPassages = 'first', topN } = this.#request;
    const { main, firstPass } = this.#models;
    const { indices } = this.#passes;
    if (longPassages !== 'first') return this.#runSingleModel(firstPass, indices);
    if (main) await this.#passes.loadVectors(main, indices, passages);
    const newIndices = main ? this.#newTo(main, indices) : indices;
    const decision = this.#strategy === 'exact' ? undefined : this.#models.decisions.find(this.#request);
    if (firstPass && main && decision) return this.#followDecision(firstPass, indices, decision);
    if (firstPass && usesCascade(this.#strategy, newIndices.length, topN))
      return this.#runCascade(firstPass, indices, newIndices);
    return this.#runSingleModel(firstPass, indices);
  }

  /** The main model scores every passage. Until it is loaded, the first-pass model gives preliminary scores. */
  async #runSingleModel(firstPass: FirstPassModel | undefined, indices: readonly number[]): Promise<void> {
    if (firstPass && !this.#models.main) await this.#passes.run(firstPass.model, indices, preliminary(firstPass));
    const main = await this.#waitForMain();
    if (main) await this.#passes.run(main, indices, FINAL);
  }

  /** Scores what the same call scored before, with the models that scored it. */
  async #followDecision(
    firstPass: FirstPassModel,
    indices: readonly number[],
    { skipped, stats }: CascadeDecision,
  ): Promise<void> {
    const main = indices.filter((index) => !skipped.has(index));
    await this.#passes.run(this.#models.main!, main, FINAL);
    const rest = indices.filter((index) => skipped.has(index));
    await this.#passes.run(firstPass.model, rest, preliminary(firstPass));
    this.#stats.setCascade(stats);
  }

  async #runCascade(
    firstPass: FirstPassModel,
    indices: readonly number[],
    newIndices: readonly number[],
  ): Promise<void> {
    const known: PassageScore[] = [];
    const candidates: PassageScore[] = [];
    const isNew = new Set(newIndices);
    const seen = indices.filter((index) => !isNew.has(index));
    if (this.#models.main)
      await this.#passes.run(this.#models.main, seen, { ...FINAL, onScore: (score) => known.push(score) });
    const onScore = (score: PassageScore) => candidates.push(score);
    await this.#passes.run(firstPass.model, newIndices, { ...preliminary(firstPass), onScore });
    const survivors = new Survivors(firstPass.fit, this.#request.topN ?? DEFAULT_TOP_N, {
      candidates: candidates.map((score) => this.#withPrior(score)),
      known: known.map((score) => this.#withPrior(score)),
      minLogit: this.#minLogit,
    });
    this.#stats.setCascade(survivors);
    const main = await this.#waitForMain();
    if (!main) return;
    const skipped = new Set(newIndices);
    await this.#passes.run(main, newIndices, {
      ...FINAL,
      onScore: ({ index, logit }) => (skipped.delete(index), survivors.addMainLogit(index, logit)),
      queueFor: (open) => bySurvival(open, survivors),
    });
    this.#models.decisions.keep(this.#request, { skipped, stats: cascadeStats(survivors) });
  }

  /** Waits for the main model. If it cannot be loaded, warns and returns undefined. */
  async #waitForMain(): Promise<LoadedModel | undefined> {
    if (this.#models.main) return this.#models.main;
    try {
      return await this.#hooks.runOthersUntil(this.#models.mainModelLoaded);
    } catch (error) {
      const { firstPass } = this.#models;
      if (error instanceof JobCancelled || !firstPass) throw error;
      const { name } = firstPass.model.card;
      this.#stats.warn(
        `Only ${name} scored the passages, because the main model could not be loaded: ${messageOf(error)}`,
      );
      return undefined;
    }
  }

  /** Those of `indices` whose passages `model` has no vectors of. */
  #newTo({ vectors }: LoadedModel, indices: readonly number[]): number[] {
    return indices.filter((index) => !vectors.has(this.#request.passages[index]!));
  }

  #withPrior({ index, logit }: PassageScore) {
    return { index, logit, prior: this.#request.priors?.[index] ?? 0 };
  }

  /** The logit of `minScore`. The page compares scores, which may differ in the last bits. */
  get #minLogit(): number {
    const { minScore } = this.#request;
    const { main } = this.#models;
    if (minScore === undefined || !main) return -Infinity;
    return uncalibrate(minScore, fittedOf(main.card).calibration) - 1e-6;
  }

  get #strategy(): Strategy {
    return this.#request.strategy ?? this.#models.strategy;
  }
}

const FINAL = { tier: 1 } as const;

function preliminary({ fit: { slope, intercept } }: FirstPassModel) {
  return { tier: 0, scale: { slope, intercept } } as const;
}
