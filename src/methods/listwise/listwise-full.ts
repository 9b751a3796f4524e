/**
 * @file Listwise over all passages at once, or over as many as one prompt holds (Liu et al. 2024, full ranking with long contexts).
 *
 * No passage has to climb through windows. Generations: 1, or few where the list is long.
 */
import { slidingWindow } from '../../ordering/sliding-window';
import { UnreadTokens } from '../contract/asking';
import { byPlace } from '../contract/by-place';
import { rankByOrder, windowOf } from '../judges/list-judge';
import type { Method } from '../contract/method';

export const listwiseFull: Method = {
  name: 'listwise-full',
  needs: ['generate'],
  scoreKind: 'list',
  summary: 'The model writes the order of all passages at once, or of as many as one prompt holds.',
  calls: '1 generation, more where the prompt is full',
  source: 'Liu et al. 2024 (sliding windows are not the end)',
  run(task, engine) {
    const unread = new UnreadTokens();
    const rank = rankByOrder({ task, engine, work: 'listwise-full' }, unread);
    return byPlace(task, slidingWindow(task.pending, rank, windowOf(task, true)), unread);
  },
};
