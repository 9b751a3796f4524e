/** @file From the scores of a passage's windows to the passage's own (Dai and Callan 2019: MaxP, FirstP). Pure. */
import type { Aggregate } from '../core/types';

/** Windows that `mean-top` takes when nothing else is said. */
const DEFAULT_BEST = 3;

/** @param logits of the windows in text order, at least one */
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
