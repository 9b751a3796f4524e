/**
 * @file Setwise with heap sort: the best of a few by the logits of their labels (Zhuang et al. 2023).
 *
 * A pick replaces several comparisons. Settles the best k. Model calls: about N / fanOut + k · log_fanOut N.
 */
import { heapSort } from '../../ordering/heap-sort';
import { setwisePrompt } from '../../prompts/comparing';
import { settingsOf, UnreadTokens } from '../contract/asking';
import { byPlace } from '../contract/by-place';
import { pickByLabel } from '../judges/label-judge';
import type { Method } from '../contract/method';

export const setwiseHeapsort: Method = {
  name: 'setwise-heapsort',
  needs: ['nextTokenLogits'],
  scoreKind: 'list',
  summary: 'Heap sort by the best of a few passages, read off the logits of their labels.',
  calls: '≤ 2 · (2N / fanOut + k · log_fanOut N)',
  source: 'Zhuang et al. 2023 (Setwise)',
  run(task, engine) {
    const unread = new UnreadTokens();
    const { fanOut, top } = settingsOf(task.card);
    const best = pickByLabel({ task, engine, work: 'setwise' }, setwisePrompt, unread);
    return byPlace(task, heapSort(task.pending, best, { fanOut, top: task.top ?? top }), unread);
  },
};
