/** @file Aggregates the scores of a passage's windows to the score of the passage (Dai and Callan 2019: MaxP, FirstP). Pure. */
import type { Aggregate } from '../core/types';

/** The default number of windows for `mean-top`. */
const DEFAULT_BEST = 3;

/** The logit of a passage. @param logits those of its windows in text order, at least one */
export function aggregate(logits: readonly number[], how: Aggregate, best = DEFAULT_BEST): number {
  switch (how) {
    case 'first':
      return logits[0]!;
    case 'max':
      return Math.max(...logits);
    case 'mean-top': {
      const top = logits.toSorted((a, b) => b - a).slice(0, best);
      return top.reduce((sum, logit) => sum + logit, 0) / top.length;
    }
    default:
      return how satisfies never;
  }
}
