/** @file From a classification head's outputs to one number. Heads have one logit, or a label for each kind of answer. Pure. */

import type { RelevanceLabel } from '../models/abilities';

/** @param logits of one row: (labels) */
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
