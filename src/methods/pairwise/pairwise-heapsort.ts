/**
 * @file Pairwise with heap sort: which of two passages is better, asked in both orders, a contradiction is a tie (Qin et al. 2023, PRP).
 *
 * Settles the best k and leaves the others as they came. Model calls: about 2 · (2N + 2k · log2 N).
 */
import { heapSort } from '../../ordering/heap-sort';
import { knockout } from '../../ordering/judge';
import { pairwisePrompt } from '../../prompts/comparing';
import { settingsOf, UnreadTokens } from '../contract/asking';
import { byPlace } from '../contract/by-place';
import { compareBothWays } from '../judges/label-judge';
import type { Method } from '../contract/method';

export const pairwiseHeapsort: Method = {
  name: 'pairwise-heapsort',
  needs: ['nextTokenLogits'],
  scoreKind: 'list',
  summary: 'Heap sort by which of two passages is better, asked in both orders.',
  calls: '≤ 4 · (N + k · log2 N)',
  source: 'Qin et al. 2023 (PRP)',
  run(task, engine) {
    const unread = new UnreadTokens();
    const compare = compareBothWays({ task, engine, work: 'pairwise' }, pairwisePrompt, unread);
    const top = task.top ?? settingsOf(task.card).top;
    return byPlace(task, heapSort(task.pending, knockout(compare), { top }), unread);
  },
};
