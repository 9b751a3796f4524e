/**
 * @file Yes or no: how much likelier "yes" is than "no" after the question whether the passage answers the query (Nogueira et al. 2020,
 * monoT5; Qwen3-Reranker).
 *
 * The instruction and the query are shared by all prompts. Model calls: 1 for what is shared + 1 for each passage.
 */
import { promptOf } from '../../models/prompt-of';
import { yesNoPrompt } from '../../prompts/pointwise';
import { fill } from '../../prompts/prompt';
import { textOf } from '../contract/asking';
import type { Method } from '../contract/method';
import { scoreByLabels, YES_NO, yesOverNo } from './pointwise';

export const yesNo: Method = {
  name: 'yes-no',
  needs: ['nextTokenLogits'],
  scoreKind: 'pair',
  summary: 'How much likelier “yes” is than “no” as the answer to whether the passage answers the query.',
  calls: 'N + 1',
  source: 'Nogueira et al. 2020 (monoT5); Zhang et al. 2025 (Qwen3-Reranker)',
  run(task, engine) {
    const prompt = promptOf(task, yesNoPrompt);
    const promptFor = (row: number) => fill(prompt, { query: task.query, passage: textOf(task, row) });
    return scoreByLabels(task, engine, {
      work: 'yes-no',
      labels: prompt.labels ?? YES_NO,
      promptFor,
      score: yesOverNo,
    });
  },
};
