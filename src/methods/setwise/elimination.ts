/**
 * @file Elimination: the model removes the worst passage of a window until one is left (Feng et al. 2025, IRanker).
 *
 * Finding the worst passage is easier for a model than ordering all of them. Model calls: N − 1.
 */
import { eliminate } from '../../ordering/elimination';
import { eliminationPrompt } from '../../prompts/comparing';
import { settingsOf, TruncatedTokens } from '../contract/model-calls';
import { scoresByRank } from '../contract/scores-by-rank';
import { LETTERS, pickByLabel } from '../judges/label-judge';
import type { Method } from '../contract/method';

export const elimination: Method = {
  name: 'elimination',
  family: 'setwise',
  needs: ['nextTokenLogits'],
  scoreKind: 'list',
  summary: 'The worst of the last `window` passages is removed until one is left.',
  calls: '≤ 2 · (N − 1)',
  source: 'Feng et al. 2025 (IRanker)',
  run(task, engine) {
    const unread = new TruncatedTokens();
    const worst = pickByLabel({ task, engine, work: 'elimination' }, eliminationPrompt, unread);
    const window = Math.min(settingsOf(task.card).window, LETTERS.length);
    return scoresByRank(task, eliminate(task.pending, worst, { window }), unread);
  },
};
