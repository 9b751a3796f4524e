/**
 * @file The scores of one call so far, and the ranking that follows from them.
 *
 * In a cascade a passage has the first-pass model's score (tier 0) until the main model's score (tier 1) replaces it.
 * The score of the main and the last-pass model together (tier 2) replaces that of the main model.
 */
import { firstStageOrder, firstStageScore } from '../fusion/first-stage';
import { fuse } from '../fusion/fuse';
import type { ScoredBy, ScoredPassage } from '../protocol/host-api';
import type { Passage, Ranked } from '../core/types';
import { withFormerResultNames } from './former-names';
import type { Cut, FusionPlan } from './plan-call';

type RankingEntry = { readonly index: number; readonly fused?: number };
type PassageScore = ScoredPassage & { readonly scoredBy: ScoredBy };

const NO_FUSION: FusionPlan = { kind: 'none', weight: 0, unread: new Set() };

export class Scoreboard<P extends Passage> {
  /** The passages as they were given, for the results. */
  readonly passages: readonly P[];
  readonly fusion: FusionPlan;
  readonly #fields: readonly Passage[];
  readonly #scores: (PassageScore | undefined)[];
  /** Indices by first-stage score if every passage has one, else in the order of the input. */
  readonly #firstStageIndices: readonly number[];
  #scored = 0;
  /** The best passages, of which the last-pass model scores those that it reads; they rank above the others. */
  #best: ReadonlySet<number> = new Set();

  /** @param fields the passages' ids and first-stage scores, where they must not be read again. Default: `passages` */
  constructor(passages: readonly P[], fusion: FusionPlan = NO_FUSION, fields: readonly Passage[] = passages) {
    this.passages = passages;
    this.#fields = fields;
    this.fusion = fusion;
    this.#scores = new Array<PassageScore | undefined>(passages.length).fill(undefined);
    this.#firstStageIndices = firstStageOrder(fields);
  }

  /** How many passages have a score of either model. */
  get scored(): number {
    return this.#scored;
  }

  get truncated(): number {
    return this.#scores.filter((score) => score && score.truncatedTokens > 0).length;
  }

  /** The indices of passages without a final score, in first-stage order. */
  pending(): number[] {
    return this.#firstStageIndices.filter((index) => !this.#isFinal(index));
  }

  add(scores: readonly ScoredPassage[], scoredBy: ScoredBy): void {
    for (const score of scores) {
      const earlier = this.#scores[score.index];
      if (!earlier) this.#scored++;
      if (earlier && earlier.scoredBy.tier > scoredBy.tier) continue; // after a loss the first-pass model starts again
      this.#scores[score.index] = { ...score, scoredBy };
    }
  }

  /**
   * Puts the `count` best passages above all others, whatever they score later. Returns the scores of those that the
   * models read.
   */
  chooseBest(count: number): ScoredPassage[] {
    const final = this.#rankingEntries(true).filter(({ index }) => this.#isFinal(index));
    const best = final.slice(0, count).map(({ index }) => index);
    this.#best = new Set(best);
    return best.filter((index) => !this.fusion.unread.has(index)).map((index) => this.#scores[index]!);
  }

  /** How many passages the last-pass model has scored. */
  get lastPassed(): number {
    return this.#scores.filter((score) => score?.scoredBy.tier === 2).length;
  }

  /** Removes all scores, because list-wise scores of different runs do not compare. */
  clear(): void {
    this.#scores.fill(undefined);
    this.#scored = 0;
    this.#best = new Set();
  }

  /** Counts the leading results of `ranking` whose score is final. */
  countFinal(ranking: readonly Ranked<P>[]): number {
    const firstOpen = ranking.findIndex(({ index }) => !this.#isFinal(index));
    return firstOpen < 0 ? ranking.length : firstOpen;
  }

  /**
   * Returns the scored passages, best first and ties in input order, followed by the others in first-stage order. Where
   * the plan keeps the first-stage order, all passages are in it. Fused scores take into account the passages scored so
   * far.
   *
   * @param final whether the call is over. If it is, and while the last pass runs, passages that the main model scored
   * rank above the others. Before, an early score of the main model must not rank a passage above all those that are
   * still waiting for theirs.
   */
  ranking({ topN = Infinity, minScore = -Infinity, isDecided }: Cut, final = true): Ranked<P>[] {
    const entries = this.#rankingEntries(final);
    const mainOnly = isDecided && this.#scores.some((score) => score && score.scoredBy.tier > 0);
    const isKept = ({ index }: RankingEntry) =>
      (this.#scores[index]?.score ?? NaN) >= minScore && !(mainOnly && !this.#isFinal(index));
    const kept = minScore === -Infinity ? entries : entries.filter(isKept);
    return kept.slice(0, topN).map((entry, i) => this.#toRanked(entry, i + 1));
  }

  #rankingEntries(final: boolean): RankingEntry[] {
    const { kind } = this.fusion;
    if (kind === 'first-stage') return this.#firstStageIndices.map((index) => ({ index }));
    const scores = this.#scores.filter((score) => score !== undefined);
    const scored =
      kind === 'none' ? scores.sort(byScore).map(({ index }) => ({ index })) : this.#fusedEntries(scores, kind);
    const ordered =
      final || this.#best.size > 0 ? [2, 1, 0].flatMap((level) => this.#entriesOfLevel(scored, level)) : scored;
    const unscored = this.#firstStageIndices.filter((index) => !this.#scores[index]);
    return [...ordered, ...unscored.map((index) => ({ index }))];
  }

  /** Level 2: the best passages, once the last pass has begun. 1: others that the main model scored. 0: the rest. */
  #entriesOfLevel(entries: readonly RankingEntry[], level: number): RankingEntry[] {
    return entries.filter(({ index }) => (this.#best.has(index) ? 2 : this.#isFinal(index) ? 1 : 0) === level);
  }

  /** @param scores in input order */
  #fusedEntries(scores: readonly PassageScore[], kind: 'rrf' | 'weighted'): RankingEntry[] {
    const { weight, unread } = this.fusion;
    const pairs = scores.map((score) => ({
      ...(unread.has(score.index) ? {} : { model: toMainModelScale(score) }),
      firstStage: firstStageScore(this.#fields[score.index]!)!,
    }));
    const fused = fuse(kind, pairs, weight);
    const entries = scores.map(({ index }, i) => ({ index, fused: fused[i]! }));
    return entries.sort((a, b) => b.fused - a.fused || a.index - b.index);
  }

  #isFinal(index: number): boolean {
    return (this.#scores[index]?.scoredBy.tier ?? 0) > 0;
  }

  #toRanked({ index, fused }: RankingEntry, rank: number): Ranked<P> {
    const passage = this.passages[index]!;
    const score = this.#scores[index];
    const fields = this.#fields[index]!;
    const id = typeof fields === 'string' ? undefined : (fields.id ?? undefined);
    return withFormerResultNames({
      index,
      ...(id === undefined ? {} : { id }),
      rank,
      score: score?.score,
      ...(score ? { logit: score.logit } : {}),
      ...(fused === undefined ? {} : { fused }),
      scoredBy: score ? score.scoredBy.name : 'none',
      passage,
      ...(score?.suspect ? { suspect: score.suspect } : {}),
      ...(score && score.truncatedTokens > 0 ? { truncatedTokens: score.truncatedTokens } : {}),
    });
  }
}

/**
 * Compares calibrated scores, and breaks ties by logit only if both are on the scale of the same model, because logits
 * of two models do not compare.
 */
function byScore(a: PassageScore, b: PassageScore): number {
  const byLogit = a.scoredBy.tier > 0 === b.scoredBy.tier > 0 ? b.logit - a.logit : 0;
  return b.score - a.score || byLogit || a.index - b.index;
}

/** Predicts the main model's logit from the first-pass model's; returns the main model's own logit unchanged. */
function toMainModelScale({ logit, scoredBy: { scale } }: PassageScore): number {
  return scale ? scale.intercept + scale.slope * logit : logit;
}
