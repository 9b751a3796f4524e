/**
 * @file Two rankings made one: the model's and the first stage's, over passages that both have scored.
 *
 * A first stage matches words and a model meaning, so each finds what the other misses. Pure, and no model call is spent on it.
 */
import type { Fusion } from '../core/types';

/** One passage as both saw it; higher is better in each, and the two scales need not agree. */
export type Opinions = {
  /** The model's logit. Absent where the model cannot read the passage: then the first stage speaks for both. */
  readonly model?: number;
  readonly firstStage: number;
};

export const FUSIONS: readonly Fusion[] = ['none', 'rrf', 'weighted'];

/** Share of the first stage in `weighted`, where a model's card has no fitted one. */
export const DEFAULT_WEIGHT = 0.3;

/**
 * The fused value of each row, higher is better; comparable within these rows alone.
 *
 * @param weight in [0, 1]: the first stage's share in `weighted`; `rrf` has none
 */
export function fuse(fusion: Exclude<Fusion, 'none'>, rows: readonly Opinions[], weight = DEFAULT_WEIGHT): number[] {
  switch (fusion) {
    case 'weighted':
      return weightedFusion(rows, weight);
    case 'rrf':
      return reciprocalRankFusion(rows);
    default:
      return fusion satisfies never;
  }
}

/**
 * (1 − weight) · z(model) + weight · z(first stage), where z is the standard score: the model's over the rows that it reads, the
 * first stage's over all. Score normalisation of Montague and Aslam, 2001.
 */
function weightedFusion(rows: readonly Opinions[], weight: number): number[] {
  const firstStage = standardScores(rows.map((row) => row.firstStage));
  const model = standInFor(rows, standardScores(modelScores(rows)), firstStage);
  return rows.map((_, row) => (1 - weight) * model[row]! + weight * firstStage[row]!);
}

/** Keeps the head of either list from deciding alone; the value of the paper. */
const RANK_OFFSET = 60;

/** 1 / (60 + rank) in both rankings, summed. Reciprocal Rank Fusion: Cormack, Clarke and Buettcher, 2009. */
function reciprocalRankFusion(rows: readonly Opinions[]): number[] {
  const firstStage = ranksOf(rows.map((row) => row.firstStage));
  const model = standInFor(rows, ranksOf(modelScores(rows)), firstStage);
  return rows.map((_, row) => 1 / (RANK_OFFSET + model[row]!) + 1 / (RANK_OFFSET + firstStage[row]!));
}

/** (value − mean) / standard deviation of each value; 0 for all where they are equal. */
export function standardScores(values: readonly number[]): number[] {
  const largest = values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  const scaled = values.map((value) => (largest === 0 ? 0 : value / largest)); // no sum or square overflows
  if (scaled.every((value) => value === scaled[0])) return values.map(() => 0);
  const mean = scaled.reduce((sum, value) => sum + value, 0) / scaled.length;
  const variance = scaled.reduce((sum, value) => sum + (value - mean) ** 2, 0) / scaled.length;
  return scaled.map((value) => (value - mean) / Math.sqrt(variance));
}

/** Place of each value from 1, the highest first, ties in order. */
function ranksOf(values: readonly number[]): number[] {
  const order = values.map((_, index) => index).sort((a, b) => values[b]! - values[a]! || a - b);
  const ranks = new Array<number>(values.length);
  order.forEach((index, place) => (ranks[index] = place + 1));
  return ranks;
}

function modelScores(rows: readonly Opinions[]): number[] {
  return rows.flatMap(({ model }) => (model === undefined ? [] : [model]));
}

/** A figure for each row: the model's in turn where the model reads it, else the first stage's. */
function standInFor(rows: readonly Opinions[], model: readonly number[], firstStage: readonly number[]): number[] {
  let next = 0;
  return rows.map((row, index) => (row.model === undefined ? firstStage[index]! : model[next++]!));
}
