/**
 * @file Setwise with heap sort: the model picks the best of a few passages, by the logits of their labels (Zhuang et
 * al. 2023).
 *
 * One pick replaces several comparisons; only the best k are sorted. Model calls: about N / fanOut + k · log_fanOut N.
 */
import { heapSort } from '../../ordering/heap-sort';
import { setwisePrompt } from '../../prompts/comparing';
import { settingsOf, TruncatedTokens } from '../contract/model-calls';
import { scoresByRank } from '../contract/scores-by-rank';
import { pickByLabel } from '../judges/label-judge';
import type { Method } from '../contract/method';

export const setwiseHeapsort: Method = {
  name: 'setwise-heapsort',
  family: 'setwise',
  needs: ['nextTokenLogits'],
  scoreKind: 'list',
  summary: 'Heap sort by the best of a few passages, taken from the logits of their labels.',
  calls: '≤ 2 · (2N / fanOut + k · log_fanOut N)',
  source: 'Zhuang et al. 2023 (Setwise)',
  run(task, engine) {
    const unread = new TruncatedTokens();
    const { fanOut, top } = settingsOf(task.card);
    const best = pickByLabel({ task, engine, work: 'setwise' }, setwisePrompt, unread);
    return scoresByRank(task, heapSort(task.pending, best, { fanOut, top: task.top ?? top }), unread);
  },
};
