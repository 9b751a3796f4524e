/**
 * @file Fusion of two rankings, the model's and the first stage's, over the same passages.
 *
 * A first stage matches words and a model matches meaning, so each finds passages that the other misses. Pure, without
 * model calls.
 */
import type { Fusion } from '../core/types';

/** Both scores of one passage; higher is better, and the two scales may differ. */
export type ScorePair = {
  /**
   * The model's logit. Absent where the model does not support the passage's script: the first-stage score then stands
   * for both.
   */
  readonly model?: number;
  readonly firstStage: number;
};

export const FUSIONS: readonly Fusion[] = ['none', 'rrf', 'weighted'];

/** The first stage's weight in `weighted`, where a model's card has no fitted one. */
export const DEFAULT_WEIGHT = 0.3;

/**
 * Returns the fused score of each pair, higher is better; fused scores are comparable within one call only.
 *
 * @param weight the first stage's weight in `weighted`, in [0, 1]; `rrf` ignores it
 */
export function fuse(fusion: Exclude<Fusion, 'none'>, pairs: readonly ScorePair[], weight = DEFAULT_WEIGHT): number[] {
  switch (fusion) {
    case 'weighted':
      return weightedFusion(pairs, weight);
    case 'rrf':
      return reciprocalRankFusion(pairs);
    default:
      return fusion satisfies never;
  }
}

/**
 * Returns (1 − weight) · z(model) + weight · z(first stage), where z is the standard score: over the passages with a
 * logit for the model, and over all passages for the first stage. Montague and Aslam 2001, score normalization.
 */
function weightedFusion(pairs: readonly ScorePair[], weight: number): number[] {
  const firstStage = standardScores(pairs.map((pair) => pair.firstStage));
  const model = withFirstStageWhereMissing(pairs, standardScores(modelScores(pairs)), firstStage);
  return pairs.map((_, i) => (1 - weight) * model[i]! + weight * firstStage[i]!);
}

/** Limits the influence of the first ranks of either list; 60 is the value of the paper. */
const RANK_OFFSET = 60;

/**
 * Returns the sum of 1 / (60 + rank) over both rankings. Cormack, Clarke and Buettcher 2009, reciprocal rank fusion.
 */
function reciprocalRankFusion(pairs: readonly ScorePair[]): number[] {
  const firstStage = ranksOf(pairs.map((pair) => pair.firstStage));
  const model = withFirstStageWhereMissing(pairs, ranksOf(modelScores(pairs)), firstStage);
  return pairs.map((_, i) => 1 / (RANK_OFFSET + model[i]!) + 1 / (RANK_OFFSET + firstStage[i]!));
}

/** Returns (value − mean) / standard deviation of each value; all are 0 where the values are equal. */
export function standardScores(values: readonly number[]): number[] {
  const largest = values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  // Scaling prevents an overflow of sums and squares.
  const scaled = values.map((value) => (largest === 0 ? 0 : value / largest));
  if (scaled.every((value) => value === scaled[0])) return values.map(() => 0);
  const mean = scaled.reduce((sum, value) => sum + value, 0) / scaled.length;
  const variance = scaled.reduce((sum, value) => sum + (value - mean) ** 2, 0) / scaled.length;
  return scaled.map((value) => (value - mean) / Math.sqrt(variance));
}

/** Returns the rank of each value, from 1 for the highest; ties are ranked in their given order. */
function ranksOf(values: readonly number[]): number[] {
  const order = values.map((_, index) => index).sort((a, b) => values[b]! - values[a]! || a - b);
  const ranks = new Array<number>(values.length);
  order.forEach((index, i) => (ranks[index] = i + 1));
  return ranks;
}

function modelScores(pairs: readonly ScorePair[]): number[] {
  return pairs.flatMap(({ model }) => (model === undefined ? [] : [model]));
}

/**
 * @param model values of the passages with a logit, in order. Returns one value per passage, the first stage's where
 * there is no logit.
 */
function withFirstStageWhereMissing(
  pairs: readonly ScorePair[],
  model: readonly number[],
  firstStage: readonly number[],
): number[] {
  let next = 0;
  return pairs.map((pair, index) => (pair.model === undefined ? firstStage[index]! : model[next++]!));
}
