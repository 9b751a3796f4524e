/**
 * @file Shared by methods with one prompt per passage: micro-batches of prompts, and a score from the logits of a few
 * labels.
 */
import type { Engine } from '../../engine/engine';
import type { FilledPrompt } from '../../prompts/prompt';
import type { PassageScore, Task } from '../contract/method';

export type LabelScoring = {
  readonly work: string;
  readonly labels: readonly string[];
  /** Returns the prompt about the passage at `index`. */
  readonly promptFor: (index: number) => FilledPrompt;
  /** Returns the score, given the logits of `labels`. */
  readonly score: (logits: readonly number[]) => number;
};

export async function* scoreByLabels(task: Task, engine: Engine, { work, labels, promptFor, score }: LabelScoring) {
  const cost = (index: number) => engine.cost(task.passages[index]!);
  for await (const indices of task.microBatches(work, task.pending, cost)) {
    const answers = await engine.nextTokenLogits!(indices.map(promptFor), labels);
    yield indices.map((index, i): PassageScore => {
      const { logits, truncatedTokens } = answers[i]!;
      return { index, logit: score(logits), truncatedTokens: truncatedTokens[0] ?? 0 };
    });
  }
}

/** Returns log P(yes) − log P(no); the normalizer of the softmax cancels. */
export function yesOverNo([yes = 0, no = 0]: readonly number[]): number {
  return yes - no;
}

export const YES_NO = ['yes', 'no'] as const;
