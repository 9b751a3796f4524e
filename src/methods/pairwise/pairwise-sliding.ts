/**
 * @file Pairwise, sliding: neighbours are compared from the tail to the head and change places, a pass for each of the best k (Qin et al.
 * 2023, PRP-Sliding-K).
 *
 * Leans on the first stage's order, which a few passes correct. Model calls: at most 2 · k · (N − 1).
 */
import { bubbleSort } from '../../ordering/bubble-sort';
import { knockout } from '../../ordering/judge';
import { pairwisePrompt } from '../../prompts/comparing';
import { settingsOf, UnreadTokens } from '../contract/asking';
import { byPlace } from '../contract/by-place';
import { compareBothWays } from '../judges/label-judge';
import type { Method } from '../contract/method';

export const pairwiseSliding: Method = {
  name: 'pairwise-sliding',
  needs: ['nextTokenLogits'],
  scoreKind: 'list',
  summary: 'Neighbours compared from the tail to the head, a pass for each of the best k.',
  calls: '≤ 2 · k · (N − 1)',
  source: 'Qin et al. 2023 (PRP-Sliding)',
  run(task, engine) {
    const unread = new UnreadTokens();
    const compare = compareBothWays({ task, engine, work: 'pairwise' }, pairwisePrompt, unread);
    const top = task.top ?? settingsOf(task.card).top;
    return byPlace(task, bubbleSort(task.pending, knockout(compare), { top }), unread);
  },
};
