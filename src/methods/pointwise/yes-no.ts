/**
 * @file Yes or no: how much more likely "yes" is than "no" as the answer to whether the passage answers the query
 * (Nogueira et al. 2020, monoT5; Zhang et al. 2025, Qwen3-Reranker).
 *
 * All prompts share the instruction and the query. Model calls: 1 for the shared prefix + 1 for each passage.
 */
import { promptOf } from '../../models/prompt-of';
import { yesNoPrompt } from '../../prompts/pointwise';
import { fill } from '../../prompts/prompt';
import { promptTextOf } from '../contract/model-calls';
import type { Method } from '../contract/method';
import { scoreByLabels, YES_NO, yesOverNo } from './pointwise';

export const yesNo: Method = {
  name: 'yes-no',
  family: 'pointwise',
  needs: ['nextTokenLogits'],
  scoreKind: 'pair',
  summary: 'How much more likely “yes” is than “no” as the answer to whether the passage answers the query.',
  calls: 'N + 1',
  source: 'Nogueira et al. 2020 (monoT5); Zhang et al. 2025 (Qwen3-Reranker)',
  run(task, engine) {
    const prompt = promptOf(task, yesNoPrompt);
    const promptFor = (index: number) => fill(prompt, { query: task.query, passage: promptTextOf(task, index) });
    return scoreByLabels(task, engine, {
      work: 'yes-no',
      labels: prompt.labels ?? YES_NO,
      promptFor,
      score: yesOverNo,
    });
  },
};
