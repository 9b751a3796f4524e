/**
 * @file Pairwise, sliding: neighbours are compared from the tail to the head and swapped, in one pass for each of the
 * best k (Qin et al. 2023, PRP-Sliding-K).
 *
 * The surer of two contradictory answers decides; in the paper they are a tie. It relies on a good first-stage order,
 * which a few passes correct. Model calls: at most 2 · k · (N − 1).
 */
import { bubbleSort } from '../../ordering/bubble-sort';
import { pickByComparison } from '../../ordering/judge';
import { pairwisePrompt } from '../../prompts/comparing';
import { settingsOf, TruncatedTokens } from '../contract/model-calls';
import { scoresByRank } from '../contract/scores-by-rank';
import { compareBothWays } from '../judges/label-judge';
import type { Method } from '../contract/method';

export const pairwiseSliding: Method = {
  name: 'pairwise-sliding',
  family: 'pairwise',
  needs: ['nextTokenLogits'],
  scoreKind: 'list',
  summary: 'Neighbours compared from the tail to the head, one pass for each of the best k.',
  calls: '≤ 2 · k · (N − 1)',
  source: 'Qin et al. 2023 (PRP-Sliding)',
  run(task, engine) {
    const unread = new TruncatedTokens();
    const compare = compareBothWays({ task, engine, work: 'pairwise' }, pairwisePrompt, unread);
    const top = task.top ?? settingsOf(task.card).top;
    return scoresByRank(task, bubbleSort(task.pending, pickByComparison(compare), { top }), unread);
  },
};
