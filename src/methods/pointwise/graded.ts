/**
 * @file Grades: the expected grade, scaled to [0, 1], by the probabilities of the digits (Zhuang et al. 2024,
 * fine-grained relevance labels).
 *
 * The grades are the `labels` of the card's own prompt, or else the digits from 0 to 4. ERank (2025) differs: its model
 * thinks before it writes an integer, and the score is the integer times its probability. Model calls: 1 for the shared
 * prefix + 1 for each passage.
 */
import { promptOf } from '../../models/prompt-of';
import { gradedPrompt } from '../../prompts/pointwise';
import { fill } from '../../prompts/prompt';
import { promptTextOf } from '../contract/model-calls';
import type { Method } from '../contract/method';
import { scoreByLabels } from './pointwise';

const GRADES = ['0', '1', '2', '3', '4'] as const;

export const graded: Method = {
  name: 'graded',
  family: 'pointwise',
  needs: ['nextTokenLogits'],
  scoreKind: 'pair',
  summary: 'The expected grade, from 0 to 4 by default, by the probabilities of the grades.',
  calls: 'N + 1',
  source: 'Zhuang et al. 2024 (fine-grained relevance labels)',
  run(task, engine) {
    const prompt = promptOf(task, gradedPrompt);
    const promptFor = (index: number) => fill(prompt, { query: task.query, passage: promptTextOf(task, index) });
    return scoreByLabels(task, engine, {
      work: 'graded',
      labels: prompt.labels ?? GRADES,
      promptFor,
      score: expectedGrade,
    });
  },
};

/** Returns Σ grade · P(grade), with P normalized over the grades, divided by the largest grade. */
export function expectedGrade(logits: readonly number[]): number {
  const largest = Math.max(...logits);
  const odds = logits.map((logit) => Math.exp(logit - largest));
  const total = odds.reduce((sum, each) => sum + each, 0);
  return odds.reduce((sum, each, grade) => sum + grade * each, 0) / total / (logits.length - 1);
}
