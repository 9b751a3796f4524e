/**
 * @file The order as the heaviest path through all passages, by who wins against whom (Li et al. 2024, TSPRank).
 *
 * Contradictions cost no more than the neighbours they part. Model calls: N (N − 1), of the first `pairs` passages alone.
 */
import { heaviestPath } from '../../ordering/heaviest-path';
import { placed } from '../../ordering/judge';
import type { Compare } from '../../ordering/judge';
import { pairwisePrompt } from '../../prompts/comparing';
import { UnreadTokens } from '../contract/asking';
import { scoresOf } from '../contract/by-place';
import { headAndRest } from './head-and-rest';
import { compareBothWays } from '../judges/label-judge';
import type { Method } from '../contract/method';

export const tsp: Method = {
  name: 'tsp',
  needs: ['nextTokenLogits'],
  scoreKind: 'list',
  summary:
    'Every pair compared; the heaviest path through all passages. Those beyond the first `pairs` keep their order.',
  calls: 'N · (N − 1), N ≤ pairs',
  source: 'Li et al. 2024 (TSPRank)',
  async *run(task, engine) {
    const { head, rest } = headAndRest(task);
    if (rest.length > 0) yield rest;
    const unread = new UnreadTokens();
    const weights = await winsOf(head, compareBothWays({ task, engine, work: 'pairwise' }, pairwisePrompt, unread));
    const path = heaviestPath(weights).map((at) => head[at]!);
    if (path.length > 0) yield scoresOf(placed(path, 0), path.length, unread);
  },
};

/** 1 for a win of the row over the column, 0 for a loss, ½ for a tie; (N, N). */
async function winsOf(rows: readonly number[], compare: Compare<number>): Promise<number[][]> {
  const wins = rows.map(() => rows.map(() => 0));
  for (let a = 0; a < rows.length; a++) {
    for (let b = a + 1; b < rows.length; b++) {
      const won = (Math.sign(await compare(rows[a]!, rows[b]!)) + 1) / 2;
      wins[a]![b] = won;
      wins[b]![a] = 1 - won;
    }
  }
  return wins;
}
