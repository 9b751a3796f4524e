/**
 * @file TSP: the order is the heaviest path through all passages, whose edges are pairwise wins (Li et al. 2024,
 * TSPRank).
 *
 * A contradictory answer affects only neighbours in the order. Model calls: N (N − 1), over the first `pairs` passages
 * only.
 */
import { heaviestPath } from '../../ordering/heaviest-path';
import { withRanks } from '../../ordering/judge';
import type { Compare } from '../../ordering/judge';
import { pairwisePrompt } from '../../prompts/comparing';
import { TruncatedTokens } from '../contract/model-calls';
import { scoresFromRanks } from '../contract/scores-by-rank';
import { headAndRest } from './head-and-rest';
import { compareBothWays } from '../judges/label-judge';
import type { Method } from '../contract/method';

export const tsp: Method = {
  name: 'tsp',
  family: 'pairwise',
  needs: ['nextTokenLogits'],
  scoreKind: 'list',
  summary:
    'Every pair compared; the heaviest path through all passages. Those beyond the first `pairs` keep their order.',
  calls: 'N · (N − 1), N ≤ pairs',
  source: 'Li et al. 2024 (TSPRank)',
  async *run(task, engine) {
    const { head, rest } = headAndRest(task);
    if (rest.length > 0) yield rest;
    const unread = new TruncatedTokens();
    const weights = await winsOf(head, compareBothWays({ task, engine, work: 'pairwise' }, pairwisePrompt, unread));
    const path = heaviestPath(weights).map((i) => head[i]!);
    if (path.length > 0) yield scoresFromRanks(withRanks(path, 0), path.length, unread);
  },
};

/**
 * Returns a matrix (N, N): 1 where the passage of the line wins over that of the column, 0 where it loses, ½ for a tie.
 */
async function winsOf(indices: readonly number[], compare: Compare<number>): Promise<number[][]> {
  const wins = indices.map(() => indices.map(() => 0));
  for (let a = 0; a < indices.length; a++) {
    for (let b = a + 1; b < indices.length; b++) {
      const won = (Math.sign(await compare(indices[a]!, indices[b]!)) + 1) / 2;
      wins[a]![b] = won;
      wins[b]![a] = 1 - won;
    }
  }
  return wins;
}
