/** @file The ranking that the passages come with. */
import type { Passage } from '../core/types';

export function firstStageScore(passage: Passage): number | undefined {
  return typeof passage === 'string' ? undefined : passage.score;
}

/** Rows by score, best first, ties in input order; in input order where a passage has no score. */
export function firstStageOrder(passages: readonly Passage[]): number[] {
  const order = passages.map((_, index) => index);
  const scores = passages.map(firstStageScore);
  if (scores.some((score) => score === undefined || Number.isNaN(score))) return order;
  return order.sort((a, b) => scores[b]! - scores[a]! || a - b);
}
