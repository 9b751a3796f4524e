/**
 * @file Criteria: several yes-or-no questions about a passage, each with its weight (LeVine and Varjavand 2025, REBEL).
 *
 * The questions are the card's `settings.criteria`; by default relevance has most of the weight, and depth, authority,
 * clarity and recency share the rest. The paper's model first names the criteria that a query needs. Model calls:
 * criteria × (1 for the shared prefix + 1 for each passage).
 */
import type { Engine } from '../../engine/engine';
import type { Criterion } from '../../models/settings';
import { promptOf } from '../../models/prompt-of';
import { criterionPrompt } from '../../prompts/pointwise';
import { fill } from '../../prompts/prompt';
import { settingsOf, promptTextOf } from '../contract/model-calls';
import type { Method, PassageScore, Task } from '../contract/method';
import { YES_NO, yesOverNo } from './pointwise';

export const criteria: Method = {
  name: 'criteria',
  family: 'pointwise',
  needs: ['nextTokenLogits'],
  scoreKind: 'pair',
  summary: 'Several yes-or-no questions about a passage, their log-odds added by weight.',
  calls: 'criteria · (N + 1)',
  source: 'LeVine and Varjavand 2025 (REBEL)',
  async *run(task, engine) {
    const all = settingsOf(task.card).criteria;
    const cost = (index: number) => all.length * engine.cost(task.passages[index]!);
    for await (const indices of task.microBatches('criteria', task.pending, cost)) {
      const sums = indices.map((index): PassageScore => ({ index, logit: 0, truncatedTokens: 0 }));
      for (const criterion of all) addScores(sums, await scoreCriterion(indices, criterion, task, engine));
      const total = all.reduce((sum, { weight }) => sum + weight, 0);
      yield sums.map((each) => ({ ...each, logit: each.logit / total }));
    }
  },
};

async function scoreCriterion(indices: readonly number[], { question, weight }: Criterion, task: Task, engine: Engine) {
  const prompt = promptOf(task, criterionPrompt);
  const prompts = indices.map((index) =>
    fill(prompt, { criterion: question, query: task.query, passage: promptTextOf(task, index) }),
  );
  const answers = await engine.nextTokenLogits!(prompts, YES_NO);
  return answers.map(({ logits, truncatedTokens: [truncatedTokens = 0] }) => ({
    logit: weight * yesOverNo(logits),
    truncatedTokens,
  }));
}

function addScores(sums: PassageScore[], scores: readonly Omit<PassageScore, 'index'>[]): void {
  scores.forEach(({ logit, truncatedTokens }, i) => {
    const { index, logit: sum } = sums[i]!;
    sums[i] = { index, logit: sum + logit, truncatedTokens };
  });
}
