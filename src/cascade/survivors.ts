/**
 * @file Which passages of a cascade still need the main model: those that may belong to the top N by what the first-pass model said of them.
 *
 * The main model's logit is taken as intercept + slope · first-pass model's logit + a shift of the query's own + noise, both normal, with
 * variances fitted on queries that no training saw (`CascadeFit`). Every passage that the main model has scored says something of the
 * query's shift; the rest have a chance to be above the N-th best of those. The best candidates go first, until the
 * number of top passages expected to be missed is small. Cost: a few operations a passage and step, no model call.
 */
import type { CascadeFit } from '../models/card';
import { chanceAbove } from './normal';

/** One passage as the first-pass model saw it. */
export type Candidate = {
  readonly index: number;
  readonly logit: number;
  /** What the first stage adds to the main model's logit in the order that counts, in standard deviations of these; 0 without fusion. */
  readonly prior?: number;
};

/** Share of the top N that may be missed in expectation. */
export const EXPECTED_MISSES = 0.03;

/** What a call's passages are to a cascade. */
export type Field = {
  /** With the first-pass model's logits. */
  readonly candidates: readonly Candidate[];
  /** Those that the main model has scored already, with its logits; the first-pass model has not seen them. */
  readonly known?: readonly Candidate[];
};

export class Survivors {
  readonly #fit: CascadeFit;
  readonly #topN: number;
  readonly #candidates: readonly Candidate[];
  readonly #ranked: readonly Candidate[];
  /** The main model's logits, by index. */
  readonly #known = new Map<number, number>();
  readonly #taken = new Set<number>();
  /** Until something is learned. */
  #seen: View | undefined;

  constructor(fit: CascadeFit, topN: number, { candidates, known = [] }: Field) {
    this.#fit = fit;
    this.#topN = topN;
    this.#candidates = candidates;
    this.#ranked = known;
  }

  /** What the main model says of one. */
  learn(index: number, logit: number): void {
    this.#known.set(index, logit);
    this.#seen = undefined;
    this.#taken.add(index);
  }

  /** `index` is on its way to the main model. */
  take(index: number): void {
    this.#taken.add(index);
  }

  /** Those to be scored next, best first; none once what is left is unlikely to matter. */
  ahead(): number[] {
    const view = this.#view();
    if (view.rest.length === 0 || (view.known.length >= this.#topN && this.#misses(view) <= this.#limit)) return [];
    const open = view.rest.filter(({ index }) => !this.#taken.has(index));
    return open.sort((a, b) => b.key - a.key || a.index - b.index).map(({ index }) => index);
  }

  /** Estimated chance that the top N differs from what scoring everything would give. */
  get missProbability(): number {
    const view = this.#view();
    return 1 - this.#aboveOdds(view, this.#topN).reduce((product, chance) => product * (1 - chance), 1);
  }

  /** Passages that the main model has not scored. */
  get skipped(): number {
    return this.#candidates.length - this.#known.size;
  }

  /** Leading ranks above which no more intruders are expected than may be missed; all of the top N in the end. */
  get settled(): number {
    const view = this.#view();
    let rank = 0;
    while (rank < Math.min(this.#topN, view.known.length) && total(this.#aboveOdds(view, rank + 1)) <= this.#limit)
      rank++;
    return rank;
  }

  get #limit(): number {
    return EXPECTED_MISSES * this.#topN;
  }

  #misses(view: View): number {
    return total(this.#aboveOdds(view, this.#topN));
  }

  /** For each passage left, the chance to be above the one at `rank`, from 1, among the known. */
  #aboveOdds({ known, rest, deviation }: View, rank: number): number[] {
    const bar = known[rank - 1];
    if (bar === undefined) return rest.map(() => 1);
    return rest.map(({ key }) => chanceAbove((bar - key) / deviation));
  }

  #view(): View {
    this.#seen ??= this.#look();
    return this.#seen;
  }

  /** Everything on one scale: the main model's logits, real or expected, with the first stage's share. */
  #look(): View {
    const { slope, intercept, residual, shift } = this.#fit;
    const expected = (candidate: Candidate) => intercept + slope * candidate.logit;
    const gaps = this.#candidates.flatMap((each) => {
      const logit = this.#known.get(each.index);
      return logit === undefined ? [] : [logit - expected(each)];
    });
    // Posterior of the query's shift: a normal prior, and as many observations with noise.
    const weight = gaps.length + (shift > 0 ? (residual / shift) ** 2 : Infinity);
    const own = weight === Infinity ? 0 : total(gaps) / weight;
    const variance = residual ** 2 * (1 + (weight === Infinity ? 0 : 1 / weight));
    const logits = this.#candidates.map((each) => this.#known.get(each.index) ?? expected(each) + own);
    const all = [...logits, ...this.#ranked.map(({ logit }) => logit)];
    const spread = Math.sqrt(varianceOf(all) + (residual ** 2 * this.skipped) / Math.max(1, all.length));
    const keys = this.#candidates.map(({ prior = 0 }, at) => logits[at]! + prior * spread);
    const others = this.#ranked.map(({ logit, prior = 0 }) => logit + prior * spread);
    const scored = keys.filter((_, at) => this.#known.has(this.#candidates[at]!.index));
    const known = [...scored, ...others].sort((a, b) => b - a);
    const rest = this.#candidates.flatMap(({ index }, at) =>
      this.#known.has(index) ? [] : [{ index, key: keys[at]! }],
    );
    return { known, rest, deviation: Math.sqrt(variance) };
  }
}

type View = {
  /** Of what the main model scored, best first. */
  readonly known: readonly number[];
  readonly rest: readonly { readonly index: number; readonly key: number }[];
  /** Of a passage's logit around what is expected of it. */
  readonly deviation: number;
};

function total(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0);
}

function varianceOf(values: readonly number[]): number {
  const mean = total(values) / Math.max(1, values.length);
  return total(values.map((value) => (value - mean) ** 2)) / Math.max(1, values.length);
}
