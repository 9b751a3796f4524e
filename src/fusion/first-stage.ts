/** @file The first-stage ranking, from the scores that passages carry. */
import type { Passage } from '../core/types';

export function firstStageScore(passage: Passage): number | undefined {
  return typeof passage === 'string' ? undefined : (passage.score ?? undefined);
}

/**
 * Returns passage indices by first-stage score, best first, with ties in input order. The result is the input order
 * where any passage has no score.
 */
export function firstStageOrder(passages: readonly Passage[]): number[] {
  const order = passages.map((_, index) => index);
  const scores = passages.map(firstStageScore);
  if (scores.some((score) => score === undefined || Number.isNaN(score))) return order;
  return order.sort((a, b) => scores[b]! - scores[a]! || a - b);
}
