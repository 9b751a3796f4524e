/**
 * @file Pairwise, all pairs: a passage's score is its share of wins over the others (Qin et al. 2023, PRP-Allpair).
 *
 * A win counts by its probability, the mean of both orders. The paper counts 1, ½ for contradictory answers, and 0.
 *
 * It uses every pairwise answer, so its cost is quadratic and it compares only the first `pairs` passages. Model calls:
 * N (N − 1).
 */
import { allPairs } from '../../ordering/all-pairs';
import { pairwisePrompt } from '../../prompts/comparing';
import { TruncatedTokens } from '../contract/model-calls';
import { headAndRest } from './head-and-rest';
import { compareBothWays } from '../judges/label-judge';
import type { Method } from '../contract/method';

export const pairwiseAll: Method = {
  name: 'pairwise-all',
  family: 'pairwise',
  needs: ['nextTokenLogits'],
  scoreKind: 'list',
  summary:
    'Every pair compared in both orders; the mean probability of a win. Passages beyond the first `pairs` keep their order.',
  calls: 'N · (N − 1), N ≤ pairs',
  source: 'Qin et al. 2023 (PRP-Allpair)',
  async *run(task, engine) {
    const { head, rest } = headAndRest(task);
    if (rest.length > 0) yield rest;
    const unread = new TruncatedTokens();
    const compare = compareBothWays({ task, engine, work: 'pairwise' }, pairwisePrompt, unread);
    for await (const { item, share } of allPairs(head, compare)) {
      yield [{ index: item, logit: share, truncatedTokens: unread.of(item) }];
    }
  },
};
