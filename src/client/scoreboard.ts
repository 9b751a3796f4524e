/**
 * @file What is known of one call's rows so far, and the ranking that follows from it. Pure but for what `add` records.
 *
 * In a cascade a row has the first-pass model's score (tier 0) until the main model's (tier 1) takes its place.
 */
import { firstStageOrder, firstStageScore } from '../fusion/first-stage';
import { fuse } from '../fusion/fuse';
import type { ScoredBy, WireRow } from '../protocol/host-api';
import type { Passage, Ranked } from '../core/types';
import { withFormerResultNames } from './former-names';
import type { Cut, FusionPlan } from './plan-call';

type RankingEntry = { readonly index: number; readonly fused?: number };
type PassageScore = WireRow & { readonly stage: ScoredBy };

const NO_FUSION: FusionPlan = { kind: 'none', weight: 0, unread: new Set() };

export class Scoreboard<P extends Passage> {
  readonly passages: readonly P[];
  readonly fusion: FusionPlan;
  readonly #scores: (PassageScore | undefined)[];
  /** Rows by the first stage's score where every passage has one, else in input order. */
  readonly #firstStageIndices: readonly number[];
  #scored = 0;

  constructor(passages: readonly P[], fusion: FusionPlan = NO_FUSION) {
    this.passages = passages;
    this.fusion = fusion;
    this.#scores = new Array<PassageScore | undefined>(passages.length).fill(undefined);
    this.#firstStageIndices = firstStageOrder(passages);
  }

  /** Rows with a score, of whichever model. */
  get scored(): number {
    return this.#scored;
  }

  get truncated(): number {
    return this.#scores.filter((row) => row && row.truncatedTokens > 0).length;
  }

  /** Rows without the last word on them, best candidates first. */
  pending(): number[] {
    return this.#firstStageIndices.filter((row) => this.#scores[row]?.stage.tier !== 1);
  }

  add(rows: readonly WireRow[], stage: ScoredBy): void {
    for (const row of rows) {
      const before = this.#scores[row.index];
      if (!before) this.#scored++;
      if (before && before.stage.tier > stage.tier) continue; // a lost worker's first-pass model starts anew
      this.#scores[row.index] = { ...row, stage };
    }
  }

  /** Forgets every score: places in a list are worth nothing beside those of a part of it. */
  clear(): void {
    this.#scores.fill(undefined);
    this.#scored = 0;
  }

  /** How many of the leading rows of `ranking` have the last word on them. */
  countFinal(ranking: readonly Ranked<P>[]): number {
    const open = ranking.findIndex(({ index }) => this.#scores[index]?.stage.tier !== 1);
    return open < 0 ? ranking.length : open;
  }

  /**
   * Scored rows best first, ties by input order, then the others in first-stage order; all of them in first-stage order where the
   * plan keeps it. Fused values are of the rows scored so far: every ranking is right for what is known, and the last knows all.
   *
   * @param final whether the run is over. Then rows that the main model scored stand above those that it did not; before, one that it scored
   * early is not better than all that still wait.
   */
  ranking({ topN = Infinity, minScore = -Infinity }: Cut, final = true): Ranked<P>[] {
    const kept = this.#rankingEntries(final).filter(({ index }) => minScore === -Infinity || this.#scoreOf(index) >= minScore);
    return kept.slice(0, topN).map((place, at) => this.#toRanked(place, at + 1));
  }

  #rankingEntries(final: boolean): RankingEntry[] {
    const { kind } = this.fusion;
    if (kind === 'first-stage') return this.#firstStageIndices.map((index) => ({ index }));
    const scored = this.#scores.filter((row) => row !== undefined);
    const places = kind === 'none' ? scored.sort(byScore).map(({ index }) => ({ index })) : this.#fusedEntries(scored, kind);
    const ordered = final ? [...this.#entriesOfTier(places, 1), ...this.#entriesOfTier(places, 0)] : places;
    return [...ordered, ...this.#firstStageIndices.filter((row) => !this.#scores[row]).map((index) => ({ index }))];
  }

  #entriesOfTier(places: readonly RankingEntry[], tier: ScoredBy['tier']): RankingEntry[] {
    return places.filter(({ index }) => this.#scores[index]!.stage.tier === tier);
  }

  /** @param scored in input order */
  #fusedEntries(scored: readonly PassageScore[], kind: 'rrf' | 'weighted'): RankingEntry[] {
    const { weight, unread } = this.fusion;
    const opinions = scored.map((row) => ({
      ...(unread.has(row.index) ? {} : { model: toMainModelScale(row) }),
      firstStage: firstStageScore(this.passages[row.index]!)!,
    }));
    const fused = fuse(kind, opinions, weight);
    const places = scored.map(({ index }, at) => ({ index, fused: fused[at]! }));
    return places.sort((a, b) => b.fused - a.fused || a.index - b.index);
  }

  #scoreOf(index: number): number {
    return this.#scores[index]?.score ?? NaN;
  }

  #toRanked({ index, fused }: RankingEntry, rank: number): Ranked<P> {
    const passage = this.passages[index]!;
    const row = this.#scores[index];
    const id = typeof passage === 'string' ? undefined : passage.id;
    return withFormerResultNames({
      index,
      ...(id === undefined ? {} : { id }),
      rank,
      score: this.#scoreOf(index),
      ...(row ? { logit: row.logit } : {}),
      ...(fused === undefined ? {} : { fused }),
      scoredBy: row ? row.stage.name : 'none',
      passage,
      ...(row && row.truncatedTokens > 0 ? { truncatedTokens: row.truncatedTokens } : {}),
    });
  }
}

/** Logits of two models do not compare; scores, which are calibrated, do. */
function byScore(a: PassageScore, b: PassageScore): number {
  const within = a.stage.tier === b.stage.tier ? b.logit - a.logit : 0;
  return b.score - a.score || within || a.index - b.index;
}

/** What the main model's logit is expected to be, where only the first-pass model has spoken. */
function toMainModelScale({ logit, stage: { scale } }: PassageScore): number {
  return scale ? scale.intercept + scale.slope * logit : logit;
}
