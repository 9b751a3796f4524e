/**
 * @file What is known of one call's rows so far, and the ranking that follows from it. Pure but for what `add` records.
 */
import type { WireRow } from '../protocol/host-api';
import type { Passage, Ranked } from '../types';

export type Cut = { readonly topN?: number | undefined; readonly minScore?: number | undefined };

export class Scoreboard<P extends Passage> {
  readonly passages: readonly P[];
  readonly #rows: (WireRow | undefined)[];
  /** Rows by the first stage's score where every passage has one, else in input order. */
  readonly #firstStage: readonly number[];
  #scored = 0;
  #stage = 'none';

  constructor(passages: readonly P[]) {
    this.passages = passages;
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

  /** Scored rows best first, ties by input order, then the others in first-stage order. */
  ranking({ topN = Infinity, minScore = -Infinity }: Cut): Ranked<P>[] {
    const scored = this.#rows.filter((row) => row !== undefined);
    scored.sort((a, b) => b.score - a.score || b.logit - a.logit || a.index - b.index);
    const kept = scored.filter((row) => row.score >= minScore).map((row) => row.index);
    const order = minScore === -Infinity ? [...kept, ...this.pending()] : kept;
    return order.slice(0, topN).map((index, place) => this.#ranked(index, place + 1));
  }

  #ranked(index: number, rank: number): Ranked<P> {
    const passage = this.passages[index]!;
    const row = this.#rows[index];
    const id = typeof passage === 'string' ? undefined : passage.id;
    return {
      index,
      ...(id === undefined ? {} : { id }),
      rank,
      score: row ? row.score : NaN,
      ...(row ? { logit: row.logit } : {}),
      stage: row ? this.#stage : 'none',
      passage,
      ...(row && row.truncatedTokens > 0 ? { truncatedTokens: row.truncatedTokens } : {}),
    };
  }
}

export function firstStageOrder(passages: readonly Passage[]): number[] {
  const order = passages.map((_, index) => index);
  const scores = passages.map((passage) => (typeof passage === 'string' ? undefined : passage.score));
  if (scores.some((score) => score === undefined || Number.isNaN(score))) return order;
  return order.sort((a, b) => scores[b]! - scores[a]! || a - b);
}
