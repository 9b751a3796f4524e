/**
 * @file Listwise: the model writes the order of a window of passages; the window slides from the tail to the head (Sun
 * et al. 2023, RankGPT).
 *
 * A malformed answer is completed from the previous order and is never an error. Generations: (N − window) / stride +
 * 1.
 */
import { slidingWindow } from '../../ordering/sliding-window';
import { TruncatedTokens } from '../contract/model-calls';
import { scoresByRank } from '../contract/scores-by-rank';
import { rankByOrder, windowFor } from '../judges/list-judge';
import type { Method } from '../contract/method';

export const listwise: Method = {
  name: 'listwise',
  family: 'listwise',
  needs: ['generate'],
  scoreKind: 'list',
  summary: 'The model writes the order of a window of passages, which slides from the tail to the head.',
  calls: '(N − window) / stride + 1 generations',
  source: 'Sun et al. 2023 (RankGPT)',
  run(task, engine) {
    const unread = new TruncatedTokens();
    const rank = rankByOrder({ task, engine, work: 'listwise' }, unread);
    return scoresByRank(task, slidingWindow(task.pending, rank, windowFor(task)), unread);
  },
};
