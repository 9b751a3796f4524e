/**
 * @file Setwise with bubble sort: a window slides from the tail to the head and moves its best passage to its front
 * (Zhuang et al. 2023).
 *
 * Each pass determines one of the best k. Model calls: k · (N − 1) / fanOut.
 */
import { bubbleSort } from '../../ordering/bubble-sort';
import { setwisePrompt } from '../../prompts/comparing';
import { settingsOf, TruncatedTokens } from '../contract/model-calls';
import { scoresByRank } from '../contract/scores-by-rank';
import { pickByLabel } from '../judges/label-judge';
import type { Method } from '../contract/method';

export const setwiseBubble: Method = {
  name: 'setwise-bubble',
  family: 'setwise',
  needs: ['nextTokenLogits'],
  scoreKind: 'list',
  summary: 'A window slides from the tail to the head with its best passage in front, one pass for each of the best k.',
  calls: '≤ 2 · k · (N − 1) / fanOut',
  source: 'Zhuang et al. 2023 (Setwise)',
  run(task, engine) {
    const unread = new TruncatedTokens();
    const { fanOut, top } = settingsOf(task.card);
    const best = pickByLabel({ task, engine, work: 'setwise' }, setwisePrompt, unread);
    return scoresByRank(task, bubbleSort(task.pending, best, { window: fanOut + 1, top: task.top ?? top }), unread);
  },
};
