/** @file Methods that compare every pair rank only the first passages; the others follow in their given order. */
import { settingsOf } from '../contract/model-calls';
import type { PassageScore, Task } from '../contract/method';

/** Returns the passages to compare, and negative scores for the others. */
export function headAndRest(task: Task): { readonly head: readonly number[]; readonly rest: readonly PassageScore[] } {
  const { pairs } = settingsOf(task.card);
  const rest = task.pending.slice(pairs);
  return {
    head: task.pending.slice(0, pairs),
    rest: rest.map((index, i) => ({ index, logit: -(i + 1) / rest.length, truncatedTokens: 0 })),
  };
}
