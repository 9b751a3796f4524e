/**
 * @file Listwise with the first-stage score, scaled to 0 to 100, beside each passage (Seetharaman et al. 2025,
 * InsertRank).
 *
 * Without first-stage scores it equals `listwise`. Generations: (N − window) / stride + 1.
 */
import { slidingWindow } from '../../ordering/sliding-window';
import { listwisePrompt, scoredListPrompt } from '../../prompts/listing';
import { TruncatedTokens } from '../contract/model-calls';
import { scoresByRank } from '../contract/scores-by-rank';
import { rankByOrder, windowFor } from '../judges/list-judge';
import type { Method } from '../contract/method';

export const listwiseScored: Method = {
  name: 'listwise-scored',
  family: 'listwise',
  needs: ['generate'],
  scoreKind: 'list',
  summary: '`listwise` with the first-stage score beside each passage, where passages have one.',
  calls: '(N − window) / stride + 1 generations',
  source: 'Seetharaman et al. 2025 (InsertRank)',
  run(task, engine) {
    const unread = new TruncatedTokens();
    const prompt = task.firstStage ? scoredListPrompt : listwisePrompt;
    const rank = rankByOrder({ task, engine, work: 'listwise' }, unread, prompt);
    return scoresByRank(task, slidingWindow(task.pending, rank, windowFor(task)), unread);
  },
};
