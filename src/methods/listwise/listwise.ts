/**
 * @file Listwise: the model writes the order of a window of passages; the window slides from the tail to the head (Sun et al. 2023, RankGPT).
 *
 * What it writes badly is completed from the order that was, never an error. Generations: (N − window) / stride + 1.
 */
import { slidingWindow } from '../../ordering/sliding-window';
import { UnreadTokens } from '../contract/asking';
import { byPlace } from '../contract/by-place';
import { rankByOrder, windowOf } from '../judges/list-judge';
import type { Method } from '../contract/method';

export const listwise: Method = {
  name: 'listwise',
  needs: ['generate'],
  scoreKind: 'list',
  summary: 'The model writes the order of a window of passages, which slides from the tail to the head.',
  calls: '(N − window) / stride + 1 generations',
  source: 'Sun et al. 2023 (RankGPT)',
  run(task, engine) {
    const unread = new UnreadTokens();
    const rank = rankByOrder({ task, engine, work: 'listwise' }, unread);
    return byPlace(task, slidingWindow(task.pending, rank, windowOf(task)), unread);
  },
};
