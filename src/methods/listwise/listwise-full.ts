/**
 * @file Listwise over all passages at once, or over as many as one prompt holds (Liu et al. 2024, full ranking with
 * long contexts).
 *
 * The model compares all passages directly, without sliding windows. Generations: 1, or a few where the list is long.
 */
import { slidingWindow } from '../../ordering/sliding-window';
import { TruncatedTokens } from '../contract/model-calls';
import { scoresByRank } from '../contract/scores-by-rank';
import { rankByOrder, windowFor } from '../judges/list-judge';
import type { Method } from '../contract/method';

export const listwiseFull: Method = {
  name: 'listwise-full',
  family: 'listwise',
  needs: ['generate'],
  scoreKind: 'list',
  summary: 'The model writes the order of all passages at once, or of as many as one prompt holds.',
  calls: '1 generation, more where the prompt is full',
  source: 'Liu et al. 2024 (sliding windows are not the end)',
  run(task, engine) {
    const unread = new TruncatedTokens();
    const rank = rankByOrder({ task, engine, work: 'listwise-full' }, unread);
    return scoresByRank(task, slidingWindow(task.pending, rank, windowFor(task, true)), unread);
  },
};
