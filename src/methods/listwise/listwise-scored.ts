/**
 * @file Listwise with the first stage's score, from 0 to 100, written beside each passage (Seetharaman et al. 2025, InsertRank).
 *
 * Without first-stage scores it is `listwise`. Generations: (N − window) / stride + 1.
 */
import { slidingWindow } from '../../ordering/sliding-window';
import { listwisePrompt, scoredListPrompt } from '../../prompts/listing';
import { UnreadTokens } from '../contract/asking';
import { byPlace } from '../contract/by-place';
import { rankByOrder, windowOf } from '../judges/list-judge';
import type { Method } from '../contract/method';

export const listwiseScored: Method = {
  name: 'listwise-scored',
  needs: ['generate'],
  scoreKind: 'list',
  summary: '`listwise` with the first stage’s score beside each passage, where there is one.',
  calls: '(N − window) / stride + 1 generations',
  source: 'Seetharaman et al. 2025 (InsertRank)',
  run(task, engine) {
    const unread = new UnreadTokens();
    const prompt = task.firstStage ? scoredListPrompt : listwisePrompt;
    const rank = rankByOrder({ task, engine, work: 'listwise' }, unread, prompt);
    return byPlace(task, slidingWindow(task.pending, rank, windowOf(task)), unread);
  },
};
