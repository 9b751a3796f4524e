/** @file Methods that ask about every pair look at the first rows alone; the rest follows in the order it came in. */
import { settingsOf } from '../contract/asking';
import type { RowScore, Task } from '../contract/method';

/** The rows that are looked at, and scores below zero for those that are not. */
export function headAndRest(task: Task): { readonly head: readonly number[]; readonly rest: readonly RowScore[] } {
  const { pairs } = settingsOf(task.card);
  const rest = task.pending.slice(pairs);
  return {
    head: task.pending.slice(0, pairs),
    rest: rest.map((index, at) => ({ index, logit: -(at + 1) / rest.length, truncatedTokens: 0 })),
  };
}
