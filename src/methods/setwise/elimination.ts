/**
 * @file Elimination: the worst of a window goes, until one is left (Feng et al. 2025, IRanker).
 *
 * To find the worst is easier than to order all. Model calls: N − 1.
 */
import { eliminate } from '../../ordering/elimination';
import { eliminationPrompt } from '../../prompts/comparing';
import { settingsOf, UnreadTokens } from '../contract/asking';
import { byPlace } from '../contract/by-place';
import { LETTERS, pickByLabel } from '../judges/label-judge';
import type { Method } from '../contract/method';

export const elimination: Method = {
  name: 'elimination',
  needs: ['nextTokenLogits'],
  scoreKind: 'list',
  summary: 'The worst of the last `window` passages goes, until one is left.',
  calls: '≤ 2 · (N − 1)',
  source: 'Feng et al. 2025 (IRanker)',
  run(task, engine) {
    const unread = new UnreadTokens();
    const worst = pickByLabel({ task, engine, work: 'elimination' }, eliminationPrompt, unread);
    const window = Math.min(settingsOf(task.card).window, LETTERS.length);
    return byPlace(task, eliminate(task.pending, worst, { window }), unread);
  },
};
