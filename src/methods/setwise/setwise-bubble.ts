/**
 * @file Setwise with bubble sort: a window slides up from the tail and its best passage takes the head (Zhuang et al. 2023).
 *
 * Settles the best k, a pass each. Model calls: k · (N − 1) / fanOut.
 */
import { bubbleSort } from '../../ordering/bubble-sort';
import { setwisePrompt } from '../../prompts/comparing';
import { settingsOf, UnreadTokens } from '../contract/asking';
import { byPlace } from '../contract/by-place';
import { pickByLabel } from '../judges/label-judge';
import type { Method } from '../contract/method';

export const setwiseBubble: Method = {
  name: 'setwise-bubble',
  needs: ['nextTokenLogits'],
  scoreKind: 'list',
  summary: 'A window slides up from the tail and its best passage takes the head, a pass for each of the best k.',
  calls: '≤ 2 · k · (N − 1) / fanOut',
  source: 'Zhuang et al. 2023 (Setwise)',
  run(task, engine) {
    const unread = new UnreadTokens();
    const { fanOut, top } = settingsOf(task.card);
    const best = pickByLabel({ task, engine, work: 'setwise' }, setwisePrompt, unread);
    return byPlace(task, bubbleSort(task.pending, best, { window: fanOut + 1, top: task.top ?? top }), unread);
  },
};
