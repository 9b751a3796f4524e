/** @file Reduces the outputs of a classification head, which has one or several labels, to one logit. Pure. */

import type { RelevanceLabel } from '../models/abilities';

/** The logit of relevance. @param logits those of one row: (labels) */
export function relevanceLogit(
  logits: Float32Array,
  { label = logits.length - 1, trained }: RelevanceLabel = {},
): number {
  const relevant = logits[label] ?? NaN;
  if (trained !== 'softmax' || logits.length < 2) return relevant;
  const others = logits.filter((_, column) => column !== label);
  const largest = Math.max(...others);
  return relevant - largest - Math.log(others.reduce((sum, logit) => sum + Math.exp(logit - largest), 0));
}
