/** @file From a classification head's outputs to one number. Heads have one logit, or a label for each kind of answer. Pure. */

/** Which of a head's labels is relevance, and what it stands against. */
export type RelevanceLabel = {
  /** Column, from 0. Default: the last. */
  readonly label?: number;
  /**
   * What the labels were trained as: `softmax`, one against the others, whose log-odds are the score; or `independent`, each by
   * itself, whose logit is. Default `independent`.
   */
  readonly trained?: 'softmax' | 'independent';
};

/** @param logits of one row: (labels) */
export function relevanceOf(logits: Float32Array, { label = logits.length - 1, trained }: RelevanceLabel = {}): number {
  const relevant = logits[label] ?? NaN;
  if (trained !== 'softmax' || logits.length < 2) return relevant;
  const others = logits.filter((_, column) => column !== label);
  const largest = Math.max(...others);
  return relevant - largest - Math.log(others.reduce((sum, logit) => sum + Math.exp(logit - largest), 0));
}
