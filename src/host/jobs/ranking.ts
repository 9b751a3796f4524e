/**
 * @file Which model scores which rows of a job, and in which order; nothing is run twice.
 *
 * A job is one stage, the main model over every row; or a cascade: rows whose vectors the main model has are scored by it, the others by the
 * first-pass model, and of these the main model takes the survivors, best first.
 */
import { Survivors } from '../../cascade/survivors';
import type { PassageText } from '../../engine/engine';
import { EngineLost } from '../../core/engine-lost';
import type { PassageScore } from '../../methods/contract/method';
import { calibrate } from '../../models/calibration';
import { fittedOf } from '../../models/exits';
import type { CascadeStats, JobRequest, JobStats, ScoredBy, WireRow } from '../../protocol/host-api';
import type { LongPassages, Strategy } from '../../core/types';
import { bySurvival } from '../pool/work-queue';
import type { WorkQueue } from '../pool/work-queue';
import { messageOf } from '../../util/message-of';
import { groupCopies } from './distinct';
import { windowsOfJob } from './windows';
import type { Question } from '../storage/pair-scores';
import type { Windows } from './windows';
import { JobCancelled } from './scheduler';
import { scorerName } from '../loaded/loaded-model';
import type { LoadedModel } from '../loaded/loaded-model';
import type { FirstPassModel, LoadedModels } from '../loaded/loaded-models';
import { MethodTask } from './method-task';
import type { MethodJob } from './method-task';
import { recall, store } from '../loaded/stored-vectors';

export type RankingHooks = {
  /** Where a cancelled job stops and a more urgent one runs first. */
  readonly checkpoint: () => Promise<void>;
  /** Waits for what is not computed here, while others run. */
  readonly runOthersUntil: <T>(awaited: Promise<T>) => Promise<T>;
  readonly tell: (stage: ScoredBy, rows: readonly WireRow[]) => void;
};

type StageOptions = {
  readonly hear?: (score: PassageScore) => void;
  readonly agenda?: (rows: readonly number[]) => WorkQueue;
};

/** Passages of the top N times this many are scored by the main model as soon as with a first-pass model's help. */
const LEAST_FOR_A_SCOUT = 2;
/** What a cascade settles when the caller does not say. */
const DEFAULT_TOP = 10;

export class Ranking {
  readonly query: string;
  readonly passages: readonly PassageText[];
  readonly #request: JobRequest;
  readonly #models: LoadedModels;
  readonly #hooks: RankingHooks;
  readonly #copies: ReadonlyMap<number, readonly number[]>;
  readonly #tasks: MethodTask[] = [];
  readonly #warnings: string[] = [];
  readonly #recalled = new Set<LoadedModel>();
  /** What stages have to store: at the end, since writing takes cores from those that compute. */
  readonly #unsaved: (() => void)[] = [];
  #pairHits = 0;
  #windows = 0;
  #cascade: (() => CascadeStats) | undefined;

  constructor(request: JobRequest, staff: LoadedModels, hooks: RankingHooks) {
    this.query = request.query;
    this.passages = request.passages;
    this.#request = request;
    this.#models = staff;
    this.#hooks = hooks;
    this.#copies = groupCopies(request.passages, request.pending);
  }

  get stats(): Omit<JobStats, 'queuedMs' | 'runMs'> {
    const sum = (of: (task: MethodTask) => number) => this.#tasks.reduce((total, task) => total + of(task), 0);
    return {
      modelCalls: sum((task) => task.modelCalls),
      cacheHits: this.#pairHits + sum((task) => task.vectors.hits),
      cacheMisses: sum((task) => task.misses),
      cacheBytes: this.#models.vectorBytes,
      ...(this.#windows > 0 ? { windows: this.#windows } : {}),
      ...(this.#cascade ? { cascade: this.#cascade() } : {}),
      ...(this.#warnings.length > 0 ? { warnings: this.#warnings } : {}),
    };
  }

  async run(): Promise<void> {
    try {
      await this.#rank();
    } finally {
      for (const save of this.#unsaved) save();
    }
  }

  async #rank(): Promise<void> {
    const { main, firstPass } = this.#models;
    const rows = [...this.#copies.keys()];
    if (this.#long !== 'first') return this.#runWithoutCascade(firstPass, rows);
    if (main) await this.#recall(main, rows, this.passages);
    const unseen = main ? rows.filter((row) => !main.vectors.has(this.passages[row]!)) : rows;
    if (firstPass && this.#pays(unseen)) return this.#runCascade(firstPass, rows, unseen);
    return this.#runWithoutCascade(firstPass, rows);
  }

  /** No cascade: a first-pass model answers only until the main model is there. */
  async #runWithoutCascade(firstPass: FirstPassModel | undefined, rows: readonly number[]): Promise<void> {
    if (firstPass && !this.#models.main) await this.#score(firstPass.model, rows, tierOf(firstPass));
    const serving = await this.#mainModel();
    if (serving) await this.#score(serving, rows, LAST_WORD);
  }

  /** What the main model has not seen; none where the caller asked for no more than a cascade. */
  get skipped(): readonly PassageText[] {
    const { main } = this.#models;
    if (!main || !this.#cascade || this.#strategy !== 'auto') return [];
    const passages = [...this.#copies.keys()].map((row) => this.passages[row]!);
    return passages.filter((passage) => !main.vectors.has(passage));
  }

  get #question(): Question {
    const { query, instruction = '' } = this.#request;
    return { query, instruction };
  }

  get #long(): LongPassages {
    return this.#request.longPassages ?? 'first';
  }

  get #strategy(): Strategy {
    return this.#request.strategy ?? this.#models.strategy;
  }

  /** Whether the first-pass model spares more work than it makes. */
  #pays(unseen: readonly number[]): boolean {
    const strategy = this.#strategy;
    if (strategy === 'auto') return unseen.length > LEAST_FOR_A_SCOUT * (this.#request.topN ?? Infinity);
    return strategy === 'cascade' && unseen.length > 0;
  }

  async #runCascade(firstPass: FirstPassModel, rows: readonly number[], unseen: readonly number[]): Promise<void> {
    const known: PassageScore[] = [];
    const judged: PassageScore[] = [];
    const isUnseen = new Set(unseen);
    const seen = rows.filter((row) => !isUnseen.has(row));
    if (this.#models.main)
      await this.#score(this.#models.main, seen, LAST_WORD, { hear: (score) => known.push(score) });
    await this.#score(firstPass.model, unseen, tierOf(firstPass), { hear: (score) => judged.push(score) });
    const survivors = new Survivors(firstPass.fit, this.#request.topN ?? DEFAULT_TOP, {
      candidates: judged.map((score) => this.#withPrior(score)),
      known: known.map((score) => this.#withPrior(score)),
    });
    this.#cascade = () => ({
      skipped: survivors.skipped,
      missProbability: survivors.missProbability,
      settled: survivors.settled,
    });
    const serving = await this.#mainModel();
    if (!serving) return;
    await this.#score(serving, unseen, LAST_WORD, {
      hear: ({ index, logit }) => survivors.learn(index, logit),
      agenda: (some) => bySurvival(some, survivors),
    });
  }

  #withPrior({ index, logit }: PassageScore) {
    return { index, logit, prior: this.#request.priors?.[index] ?? 0 };
  }

  /** The main model, waited for while it arrives; none, with a warning, where it will not. */
  async #mainModel(): Promise<LoadedModel | undefined> {
    if (this.#models.main) return this.#models.main;
    try {
      return await this.#hooks.runOthersUntil(this.#models.mainModelLoaded);
    } catch (error) {
      const { firstPass } = this.#models;
      if (error instanceof JobCancelled || !firstPass) throw error;
      this.#warnings.push(`Ranked by ${firstPass.model.card.name} alone: ${messageOf(error)}`);
      return undefined;
    }
  }

  async #score(
    serving: LoadedModel,
    rows: readonly number[],
    tier: Pick<ScoredBy, 'tier' | 'scale'>,
    { hear, agenda }: StageOptions = {},
  ): Promise<void> {
    if (rows.length === 0) return;
    const stage = { name: scorerName(serving), ...tier };
    const pieces = windowsOfJob(this, rows, serving.engine, this.#long);
    const tell = (scores: readonly PassageScore[]) => {
      const joined = pieces.join(scores);
      const wired = this.#wireRows(joined, serving);
      if (hear) joined.forEach(hear);
      if (wired.length > 0) this.#hooks.tell(stage, wired);
    };
    this.#windows = pieces.windows;
    await serving.pairs?.recall(this.#question, pieces.passages, pieces.rows);
    const judged = serving.pairs?.find(this.#question, pieces.passages, pieces.rows) ?? [];
    this.#pairHits += judged.length;
    if (judged.length > 0) tell(judged);
    const known = new Set(judged.map(({ index }) => index));
    const open = pieces.rows.filter((piece) => !known.has(piece));
    await this.#recall(serving, open, pieces.passages);
    const fresh = open.filter((piece) => !serving.vectors.has(pieces.passages[piece]!));
    const task = new MethodTask(this.#jobOver(pieces), serving, open, agenda);
    this.#tasks.push(task);
    for await (const scores of serving.method.run(task, serving.engine)) {
      tell(scores);
      serving.pairs?.keep(this.#question, pieces.passages, scores);
    }
    this.#unsaved.push(() => {
      void serving.pairs?.store();
      void store(serving, fresh, pieces.passages);
    });
  }

  /** Once a model: what storage lacks now it will lack for the rest of the job. */
  async #recall(serving: LoadedModel, rows: readonly number[], passages: readonly PassageText[]): Promise<void> {
    if (this.#recalled.has(serving)) return;
    this.#recalled.add(serving);
    await recall(serving, rows, passages);
  }

  #jobOver({ passages, rowOf }: Windows): MethodJob {
    const { query, topN: top, priors, instruction } = this.#request;
    const firstStage = rowOf && priors ? rowOf.map((row) => priors[row]!) : priors;
    return { query, passages, top, firstStage, instruction, checkpoint: () => this.#hooks.checkpoint() };
  }

  #wireRows(scores: readonly PassageScore[], { card }: LoadedModel): WireRow[] {
    const { calibration } = fittedOf(card);
    return scores.flatMap(({ index, logit, truncatedTokens }) => {
      if (!Number.isFinite(logit)) throw new EngineLost(`The score of passage ${index} is ${logit}`);
      const score = calibrate(logit, calibration);
      return this.#copies.get(index)!.map((copy) => ({ index: copy, logit, score, truncatedTokens }));
    });
  }
}

const LAST_WORD = { tier: 1 } as const;

function tierOf({ fit: { slope, intercept } }: FirstPassModel) {
  return { tier: 0, scale: { slope, intercept } } as const;
}
