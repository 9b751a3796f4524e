/**
 * @file Query likelihood: how likely the query is after the passage, as the mean logarithm over its tokens (Sachan et al. 2022, UPR).
 *
 * Needs no labels and no training for ranking. Model calls: 1 for what is shared + 1 for each passage.
 */
import { promptOf } from '../../models/prompt-of';
import { queryLikelihoodPrompt } from '../../prompts/pointwise';
import { fill, onOneLine } from '../../prompts/prompt';
import { textOf } from '../contract/asking';
import type { Method } from '../contract/method';

export const queryLikelihood: Method = {
  name: 'query-likelihood',
  needs: ['logLikelihood'],
  scoreKind: 'pair',
  summary: 'The mean logarithm of the probability of the query’s tokens after the passage.',
  calls: 'N + 1',
  source: 'Sachan et al. 2022 (UPR)',
  async *run(task, engine) {
    const prompt = promptOf(task, queryLikelihoodPrompt);
    const cost = (row: number) => engine.cost(task.passages[row]!);
    for await (const rows of task.microBatches('query-likelihood', task.pending, cost)) {
      const prompts = rows.map((row) => fill(prompt, { passage: textOf(task, row) }));
      const answers = await engine.logLikelihood!(prompts, onOneLine(task.query));
      yield rows.map((index, at) => {
        const { total, tokens, truncatedTokens } = answers[at]!;
        return { index, logit: total / Math.max(1, tokens), truncatedTokens: truncatedTokens[0] ?? 0 };
      });
    }
  },
};
