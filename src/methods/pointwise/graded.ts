/**
 * @file Grades: the expected grade, from 0 to 1, by the probabilities of the digits (Zhuang et al. 2024, fine-grained relevance labels).
 *
 * Finer than a yes. Model calls: 1 for what is shared + 1 for each passage.
 */
import { promptOf } from '../../models/prompt-of';
import { gradedPrompt } from '../../prompts/pointwise';
import { fill } from '../../prompts/prompt';
import { textOf } from '../contract/asking';
import type { Method } from '../contract/method';
import { scoreByLabels } from './pointwise';

const GRADES = ['0', '1', '2', '3', '4'] as const;

export const graded: Method = {
  name: 'graded',
  needs: ['nextTokenLogits'],
  scoreKind: 'pair',
  summary: 'The expected grade from 0 to 4, by the probabilities of the digits.',
  calls: 'N + 1',
  source: 'Zhuang et al. 2024 (fine-grained relevance labels)',
  run(task, engine) {
    const prompt = promptOf(task, gradedPrompt);
    const promptFor = (row: number) => fill(prompt, { query: task.query, passage: textOf(task, row) });
    return scoreByLabels(task, engine, { work: 'graded', labels: GRADES, promptFor, score: expectedGrade });
  },
};

/** Σ grade · P(grade) over the grades alone, divided by the largest grade. */
export function expectedGrade(logits: readonly number[]): number {
  const largest = Math.max(...logits);
  const odds = logits.map((logit) => Math.exp(logit - largest));
  const total = odds.reduce((sum, each) => sum + each, 0);
  return odds.reduce((sum, each, grade) => sum + grade * each, 0) / total / (logits.length - 1);
}
