/**
 * @file Criteria: several yes-or-no questions about a passage, each with its weight (LeVine and Varjavand 2025, REBEL).
 *
 * The questions are the card's `settings.criteria`. Model calls: criteria × (1 for what is shared + 1 for each passage).
 */
import type { Engine } from '../../engine/engine';
import type { Criterion } from '../../models/settings';
import { promptOf } from '../../models/prompt-of';
import { criterionPrompt } from '../../prompts/pointwise';
import { fill } from '../../prompts/prompt';
import { settingsOf, textOf } from '../contract/asking';
import type { Method, RowScore, Task } from '../contract/method';
import { YES_NO, yesOverNo } from './pointwise';

export const criteria: Method = {
  name: 'criteria',
  needs: ['nextTokenLogits'],
  scoreKind: 'pair',
  summary: 'Several yes-or-no questions about a passage, their log-odds added by weight.',
  calls: 'criteria · (N + 1)',
  source: 'LeVine and Varjavand 2025 (REBEL)',
  async *run(task, engine) {
    const asked = settingsOf(task.card).criteria;
    const cost = (row: number) => asked.length * engine.cost(task.passages[row]!);
    for await (const rows of task.microBatches('criteria', task.pending, cost)) {
      const sums = rows.map((index): RowScore => ({ index, logit: 0, truncatedTokens: 0 }));
      for (const criterion of asked) addScores(sums, await judge(rows, criterion, task, engine));
      const total = asked.reduce((sum, { weight }) => sum + weight, 0);
      yield sums.map((each) => ({ ...each, logit: each.logit / total }));
    }
  },
};

async function judge(rows: readonly number[], { question, weight }: Criterion, task: Task, engine: Engine) {
  const prompt = promptOf(task, criterionPrompt);
  const prompts = rows.map((row) =>
    fill(prompt, { criterion: question, query: task.query, passage: textOf(task, row) }),
  );
  const answers = await engine.nextTokenLogits!(prompts, YES_NO);
  return answers.map(({ logits, truncatedTokens: [truncatedTokens = 0] }) => ({
    logit: weight * yesOverNo(logits),
    truncatedTokens,
  }));
}

function addScores(sums: RowScore[], scores: readonly Omit<RowScore, 'index'>[]): void {
  scores.forEach(({ logit, truncatedTokens }, at) => {
    const { index, logit: sum } = sums[at]!;
    sums[at] = { index, logit: sum + logit, truncatedTokens };
  });
}
