/**
 * @file Pairwise with heap sort: the model compares two passages in both orders (Qin et al. 2023, PRP).
 *
 * The surer of two contradictory answers decides; in the paper they are a tie.
 * It sorts the best k and leaves the others in their given order. Model calls: about 2 · (2N + 2k · log2 N).
 */
import { heapSort } from '../../ordering/heap-sort';
import { pickByComparison } from '../../ordering/judge';
import { pairwisePrompt } from '../../prompts/comparing';
import { settingsOf, TruncatedTokens } from '../contract/model-calls';
import { scoresByRank } from '../contract/scores-by-rank';
import { compareBothWays } from '../judges/label-judge';
import type { Method } from '../contract/method';

export const pairwiseHeapsort: Method = {
  name: 'pairwise-heapsort',
  family: 'pairwise',
  needs: ['nextTokenLogits'],
  scoreKind: 'list',
  summary: 'Heap sort with a comparison of two passages, in both orders.',
  calls: '≤ 4 · (N + k · log2 N)',
  source: 'Qin et al. 2023 (PRP)',
  run(task, engine) {
    const unread = new TruncatedTokens();
    const compare = compareBothWays({ task, engine, work: 'pairwise' }, pairwisePrompt, unread);
    const top = task.top ?? settingsOf(task.card).top;
    return scoresByRank(task, heapSort(task.pending, pickByComparison(compare), { top }), unread);
  },
};
