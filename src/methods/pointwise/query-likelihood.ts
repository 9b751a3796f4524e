/**
 * @file Query likelihood: the mean log-probability of the query's tokens after the passage (Sachan et al. 2022, UPR).
 *
 * It needs no labels and no training for ranking. Model calls: 1 for the shared prefix + 1 for each passage.
 */
import { promptOf } from '../../models/prompt-of';
import { queryLikelihoodPrompt } from '../../prompts/pointwise';
import { fill, onOneLine } from '../../prompts/prompt';
import { promptTextOf } from '../contract/model-calls';
import type { Method } from '../contract/method';

export const queryLikelihood: Method = {
  name: 'query-likelihood',
  family: 'pointwise',
  needs: ['logLikelihood'],
  scoreKind: 'pair',
  summary: 'The mean log-probability of the query’s tokens after the passage.',
  calls: '2N + 1',
  source: 'Sachan et al. 2022 (UPR)',
  async *run(task, engine) {
    const prompt = promptOf(task, queryLikelihoodPrompt);
    const cost = (index: number) => engine.cost(task.passages[index]!);
    for await (const indices of task.microBatches('query-likelihood', task.pending, cost)) {
      const prompts = indices.map((index) => fill(prompt, { passage: promptTextOf(task, index) }));
      const answers = await engine.logLikelihood!(prompts, onOneLine(task.query));
      yield indices.map((index, i) => {
        const { total, tokens, truncatedTokens } = answers[i]!;
        return { index, logit: total / Math.max(1, tokens), truncatedTokens: truncatedTokens[0] ?? 0 };
      });
    }
  },
};
