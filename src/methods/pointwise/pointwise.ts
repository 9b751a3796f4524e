/** @file What methods share that put one prompt a passage: rows in micro-batches, a score from the logits of a few labels. */
import type { Engine } from '../../engine/engine';
import type { FilledPrompt } from '../../prompts/prompt';
import type { RowScore, Task } from '../contract/method';

export type Pointwise = {
  readonly work: string;
  readonly labels: readonly string[];
  /** The prompt about one passage. */
  readonly promptFor: (row: number) => FilledPrompt;
  /** From the labels' logits. */
  readonly score: (logits: readonly number[]) => number;
};

export async function* scoreByLabels(task: Task, engine: Engine, { work, labels, promptFor, score }: Pointwise) {
  const cost = (row: number) => engine.cost(task.passages[row]!);
  for await (const rows of task.microBatches(work, task.pending, cost)) {
    const answers = await engine.nextTokenLogits!(rows.map(promptFor), labels);
    yield rows.map((index, at): RowScore => {
      const { logits, truncatedTokens } = answers[at]!;
      return { index, logit: score(logits), truncatedTokens: truncatedTokens[0] ?? 0 };
    });
  }
}

/** log P(yes) − log P(no): the softmax's sum falls out. */
export function yesOverNo([yes = 0, no = 0]: readonly number[]): number {
  return yes - no;
}

export const YES_NO = ['yes', 'no'] as const;
