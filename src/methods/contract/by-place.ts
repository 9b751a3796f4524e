/** @file From places to scores: what is best has 1, and each place further down 1/N less. */
import type { Placed, Placing } from '../../ordering/judge';
import type { UnreadTokens } from './asking';
import type { RowScore, Task } from './method';

export function scoresOf(placed: readonly Placed<number>[], total: number, unread: UnreadTokens): RowScore[] {
  return placed.map(({ item, rank }) => ({
    index: item,
    logit: (total - rank) / total,
    truncatedTokens: unread.of(item),
  }));
}

/** Rows as an ordering places them. */
export async function* byPlace(task: Task, placing: Placing<number>, unread: UnreadTokens): AsyncGenerator<RowScore[]> {
  for await (const some of placing) yield scoresOf(some, task.pending.length, unread);
}
