/**
 * @file What is known of one call's rows so far, and the ranking that follows from it. Pure but for what `add` records.
 */
import { firstStageOrder, firstStageScore } from '../fusion/first-stage';
import { fuse } from '../fusion/fuse';
import type { WireRow } from '../protocol/host-api';
import type { Passage, Ranked } from '../types';
import type { Cut, FusionPlan } from './plan-call';

type Place = { readonly index: number; readonly fused?: number };

const MODEL_ALONE: FusionPlan = { kind: 'none', weight: 0, unread: new Set() };

export class Scoreboard<P extends Passage> {
  readonly passages: readonly P[];
  readonly fusion: FusionPlan;
  readonly #rows: (WireRow | undefined)[];
  /** Rows by the first stage's score where every passage has one, else in input order. */
  readonly #firstStage: readonly number[];
  #scored = 0;
  #stage = 'none';

  constructor(passages: readonly P[], fusion: FusionPlan = MODEL_ALONE) {
    this.passages = passages;
    this.fusion = fusion;
    this.#rows = new Array<WireRow | undefined>(passages.length).fill(undefined);
    this.#firstStage = firstStageOrder(passages);
  }

  get scored(): number {
    return this.#scored;
  }

  get truncated(): number {
    return this.#rows.filter((row) => row && row.truncatedTokens > 0).length;
  }

  /** Rows without a score, best candidates first. */
  pending(): number[] {
    return this.#firstStage.filter((row) => !this.#rows[row]);
  }

  add(rows: readonly WireRow[], stage: string): void {
    this.#stage = stage;
    for (const row of rows) {
      if (!this.#rows[row.index]) this.#scored++;
      this.#rows[row.index] = row;
    }
  }

  /**
   * Scored rows best first, ties by input order, then the others in first-stage order; all of them in first-stage order where the
   * plan keeps it. Fused values are of the rows scored so far: every ranking is right for what is known, and the last knows all.
   */
  ranking({ topN = Infinity, minScore = -Infinity }: Cut): Ranked<P>[] {
    const kept = this.#places().filter(({ index }) => minScore === -Infinity || this.#scoreOf(index) >= minScore);
    return kept.slice(0, topN).map((place, at) => this.#ranked(place, at + 1));
  }

  #places(): Place[] {
    const { kind } = this.fusion;
    if (kind === 'first-stage') return this.#firstStage.map((index) => ({ index }));
    const scored = this.#rows.filter((row) => row !== undefined);
    const places = kind === 'none' ? scored.sort(byScore).map(({ index }) => ({ index })) : this.#fused(scored, kind);
    return [...places, ...this.pending().map((index) => ({ index }))];
  }

  /** @param scored in input order */
  #fused(scored: readonly WireRow[], kind: 'rrf' | 'weighted'): Place[] {
    const { weight, unread } = this.fusion;
    const opinions = scored.map(({ index, logit }) => ({
      ...(unread.has(index) ? {} : { model: logit }),
      firstStage: firstStageScore(this.passages[index]!)!,
    }));
    const fused = fuse(kind, opinions, weight);
    const places = scored.map(({ index }, at) => ({ index, fused: fused[at]! }));
    return places.sort((a, b) => b.fused - a.fused || a.index - b.index);
  }

  #scoreOf(index: number): number {
    return this.#rows[index]?.score ?? NaN;
  }

  #ranked({ index, fused }: Place, rank: number): Ranked<P> {
    const passage = this.passages[index]!;
    const row = this.#rows[index];
    const id = typeof passage === 'string' ? undefined : passage.id;
    return {
      index,
      ...(id === undefined ? {} : { id }),
      rank,
      score: this.#scoreOf(index),
      ...(row ? { logit: row.logit } : {}),
      ...(fused === undefined ? {} : { fused }),
      stage: row ? this.#stage : 'none',
      passage,
      ...(row && row.truncatedTokens > 0 ? { truncatedTokens: row.truncatedTokens } : {}),
    };
  }
}

function byScore(a: WireRow, b: WireRow): number {
  return b.score - a.score || b.logit - a.logit || a.index - b.index;
}
