/**
 * @file The passages of a cascade that the main model still has to score: those that may belong to its top N, judging
 * by the first-pass model's logits.
 *
 * Model: main logit = intercept + slope · first-pass logit + a shift per query + noise. Shift and noise are normal,
 * with variances fitted on queries that were not used for training (`CascadeFit`). Every passage that the main model
 * has scored refines the estimate of the query's shift; every other passage then has a probability of exceeding the
 * N-th best logit so far. Passages are scored from the most promising down, until the expected number of missed top
 * passages is small. Cost: a few operations per passage and step, and no model call.
 */
import type { CascadeFit } from '../models/card';
import { upperTailProbability } from './normal';

/** A passage with the logit that one of the two models gave it. */
export type ScoredCandidate = {
  readonly index: number;
  readonly logit: number;
  /**
   * The amount that the first stage adds to the main model's logit, in standard deviations of the logits. Default 0:
   * no fusion.
   */
  readonly prior?: number;
};

/** The share of the top N that may be missed in expectation. */
export const TARGET_MISS_RATE = 0.03;

export type CascadeScores = {
  /** Passages with the logits of the first-pass model. */
  readonly candidates: readonly ScoredCandidate[];
  /** Passages that the main model scored before, with its logits; the first-pass model did not score them. */
  readonly known?: readonly ScoredCandidate[];
  /** The main model's logit below which a passage is not returned. Default: all are. */
  readonly minLogit?: number;
};

/** The passages of one query that may belong to the main model's top N, updated with every logit of the main model. */
export class Survivors {
  readonly #fit: CascadeFit;
  readonly #topN: number;
  readonly #candidates: readonly ScoredCandidate[];
  readonly #alreadyScored: readonly ScoredCandidate[];
  readonly #minLogit: number;
  /** The main model's logits of candidates, by index. */
  readonly #mainLogits = new Map<number, number>();
  /** Indices of candidates that the main model has scored or is about to score. */
  readonly #queued = new Set<number>();
  /** The current estimate; absent after a new logit. */
  #cachedView: View | undefined;

  constructor(fit: CascadeFit, topN: number, { candidates, known = [], minLogit = -Infinity }: CascadeScores) {
    this.#fit = fit;
    this.#topN = topN;
    this.#candidates = candidates;
    this.#alreadyScored = known;
    this.#minLogit = minLogit;
  }

  /** Records the main model's logit of a candidate. */
  addMainLogit(index: number, logit: number): void {
    this.#mainLogits.set(index, logit);
    this.#cachedView = undefined;
    this.#queued.add(index);
  }

  /** Excludes a candidate from `next`, because it was sent to the main model. */
  markQueued(index: number): void {
    this.#queued.add(index);
  }

  /** Indices of the candidates to score next, most promising first; empty once the others are unlikely to matter. */
  next(): number[] {
    const view = this.#view();
    const isFull = view.known.length >= this.#topN || this.#minLogit > -Infinity;
    const isDecided = isFull && this.#expectedMisses(view) <= this.#allowedMisses;
    if (view.rest.length === 0 || isDecided) return [];
    const open = view.rest.filter(({ index }) => !this.#queued.has(index));
    return open.sort((a, b) => b.key - a.key || a.index - b.index).map(({ index }) => index);
  }

  /** The estimated probability that the top N differs from the top N of an exact run. */
  get missProbability(): number {
    const chances = this.#chancesAbove(this.#view(), this.#topN);
    return 1 - chances.reduce((product, chance) => product * (1 - chance), 1);
  }

  /** The number of candidates that the main model has not scored. */
  get skipped(): number {
    return this.#candidates.length - this.#mainLogits.size;
  }

  /**
   * The number of leading ranks that are unlikely to change: at most the allowed number of misses is expected in them.
   */
  get settled(): number {
    const view = this.#view();
    const ranks = Math.min(this.#topN, view.known.length);
    let settled = 0;
    while (settled < ranks && total(this.#chancesAbove(view, settled + 1)) <= this.#allowedMisses) settled++;
    return settled;
  }

  get #allowedMisses(): number {
    return TARGET_MISS_RATE * this.#topN;
  }

  #expectedMisses(view: View): number {
    return total(this.#chancesAbove(view, this.#topN));
  }

  /**
   * For each unscored candidate, the probability that it is returned and exceeds the scored passage at `rank`, which
   * counts from 1: at most the smaller of both probabilities.
   */
  #chancesAbove({ known, rest, deviation }: View, rank: number): number[] {
    const bar = known[rank - 1] ?? -Infinity;
    return rest.map(({ key, logit }) => {
      const deficit = Math.max(bar - key, this.#minLogit - logit);
      return deficit === -Infinity ? 1 : upperTailProbability(deficit / deviation);
    });
  }

  #view(): View {
    this.#cachedView ??= this.#computeView();
    return this.#cachedView;
  }

  /** Puts all passages on one scale: the main model's logit, measured or expected, plus the first stage's share. */
  #computeView(): View {
    const { slope, intercept, residual, shift } = this.#fit;
    const expected = (candidate: ScoredCandidate) => intercept + slope * candidate.logit;
    const gaps = this.#candidates.flatMap((candidate) => {
      const logit = this.#mainLogits.get(candidate.index);
      return logit === undefined ? [] : [logit - expected(candidate)];
    });
    // The posterior of the query's shift, from a normal prior and one noisy observation per gap.
    const weight = gaps.length + (shift > 0 ? (residual / shift) ** 2 : Infinity);
    const queryShift = weight === Infinity ? 0 : total(gaps) / weight;
    const variance = residual ** 2 * (1 + (weight === Infinity ? 0 : 1 / weight));
    const logits = this.#candidates.map((each) => this.#mainLogits.get(each.index) ?? expected(each) + queryShift);
    const all = [...logits, ...this.#alreadyScored.map(({ logit }) => logit)];
    const spread = Math.sqrt(varianceOf(all) + (residual ** 2 * this.skipped) / Math.max(1, all.length));
    const keyed = this.#candidates.map(({ index, prior = 0 }, i) => {
      return { index, key: logits[i]! + prior * spread, logit: logits[i]! };
    });
    const isReturned = ({ logit }: { readonly logit: number }) => logit >= this.#minLogit;
    const scored = keyed.filter((each) => this.#mainLogits.has(each.index) && isReturned(each)).map(({ key }) => key);
    const earlier = this.#alreadyScored.filter(isReturned).map(({ logit, prior = 0 }) => logit + prior * spread);
    return {
      known: [...scored, ...earlier].sort((a, b) => b - a),
      rest: keyed.filter(({ index }) => !this.#mainLogits.has(index)),
      deviation: Math.sqrt(variance),
    };
  }
}

type View = {
  /** The values of the passages that the main model scored and that are returned, best first. */
  readonly known: readonly number[];
  /** The expected values of the other passages. */
  readonly rest: readonly { readonly index: number; readonly key: number; readonly logit: number }[];
  /** The standard deviation of a passage's value around its expected value. */
  readonly deviation: number;
};

function total(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0);
}

function varianceOf(values: readonly number[]): number {
  const mean = total(values) / Math.max(1, values.length);
  return total(values.map((value) => (value - mean) ** 2)) / Math.max(1, values.length);
}
