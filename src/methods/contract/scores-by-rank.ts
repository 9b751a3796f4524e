/** @file Scores from ranks: the best of N passages gets 1, and each further rank 1/N less. */
import type { RankedItem, RankedItems } from '../../ordering/judge';
import type { TruncatedTokens } from './model-calls';
import type { PassageScore, Task } from './method';

export function scoresFromRanks(
  placed: readonly RankedItem<number>[],
  total: number,
  unread: TruncatedTokens,
): PassageScore[] {
  return placed.map(({ item, rank }) => ({
    index: item,
    logit: (total - rank) / total,
    truncatedTokens: unread.of(item),
  }));
}

/** Turns the ranks that an ordering yields into scores. */
export async function* scoresByRank(
  task: Task,
  placing: RankedItems<number>,
  unread: TruncatedTokens,
): AsyncGenerator<PassageScore[]> {
  for await (const some of placing) yield scoresFromRanks(some, task.pending.length, unread);
}
