/**
 * @file How methods call the model: one call or one generation in micro-batches, and a record of the tokens that were
 * cut.
 */
import type { Engine, Generated } from '../../engine/engine';
import type { ModelCard } from '../../models/card';
import { DEFAULT_SETTINGS } from '../../models/settings';
import type { MethodSettings } from '../../models/settings';
import type { Task } from './method';

export function settingsOf(card: ModelCard): MethodSettings {
  return { ...DEFAULT_SETTINGS, ...card.settings };
}

/** Returns the text of a passage for a prompt: its title, where it has one, on a line before the text. */
export function promptTextOf({ passages }: Pick<Task, 'passages'>, index: number): string {
  const { title, text } = passages[index]!;
  return title ? `${title}\n${text}` : text;
}

/**
 * Makes one call about the passages at `indices`, in a micro-batch of its own, so that a task can be cancelled before
 * it.
 */
export async function callOnce<T>(
  { task, engine, work }: ModelCalls,
  indices: readonly number[],
  ask: () => Promise<T>,
): Promise<T> {
  const cost = indices.reduce((sum, index) => sum + engine.cost(task.passages[index]!), 1);
  const answers: T[] = [];
  for await (const one of task.microBatches(work, [0], () => cost)) for (const _ of one) answers.push(await ask());
  return answers[0]!;
}

export type ModelCalls = {
  readonly task: Task;
  readonly engine: Engine;
  /** The kind of work, by which the batches are timed. */
  readonly work: string;
};

/**
 * Returns the whole generated text, or `undefined` where nothing was generated. Each micro-batch is a number of tokens;
 * generation ends at `limit` tokens, or once `isComplete` accepts the text.
 */
export async function generateText(
  { task, work }: ModelCalls,
  tokens: AsyncGenerator<Generated, void, void>,
  limit: number,
  isComplete: (text: string) => boolean = () => false,
): Promise<Generated | undefined> {
  const steps = Array.from({ length: limit }, (_, step) => step);
  let latest: Generated | undefined;
  try {
    for await (const some of task.microBatches(work, steps, () => 1)) {
      for (const _ of some) {
        const { done, value } = await tokens.next();
        if (done) return latest;
        latest = value;
        if (isComplete(latest.text)) return latest;
      }
    }
    return latest;
  } finally {
    await tokens.return();
  }
}

/** The number of tokens of each passage that the latest prompt with it did not hold. */
export class TruncatedTokens {
  readonly #byIndex = new Map<number, number>();

  record(indices: readonly number[], { truncatedTokens }: { readonly truncatedTokens: readonly number[] }): void {
    indices.forEach((index, i) => this.#byIndex.set(index, truncatedTokens[i] ?? 0));
  }

  of(index: number): number {
    return this.#byIndex.get(index) ?? 0;
  }
}
