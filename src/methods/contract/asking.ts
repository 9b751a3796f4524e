/** @file How methods ask: a model call or a generation in micro-batches, and a note of what was not read. */
import type { Engine, Generated } from '../../engine/engine';
import type { ModelCard } from '../../models/card';
import { DEFAULT_SETTINGS } from '../../models/settings';
import type { MethodSettings } from '../../models/settings';
import { passageText } from '../../util/passage-text';
import type { Task } from './method';

export function settingsOf(card: ModelCard): MethodSettings {
  return { ...DEFAULT_SETTINGS, ...card.settings };
}

/** What a row says in a prompt: the title, if any, before the text. */
export function textOf({ passages }: Pick<Task, 'passages'>, row: number): string {
  return passageText(passages[row]!);
}

/** One question over `rows` in a micro-batch of its own, so that a task can be cancelled before it. */
export async function askOnce<T>(
  { task, engine, work }: Asking,
  rows: readonly number[],
  ask: () => Promise<T>,
): Promise<T> {
  const cost = rows.reduce((sum, row) => sum + engine.cost(task.passages[row]!), 1);
  const answers: T[] = [];
  for await (const one of task.microBatches(work, [0], () => cost)) for (const _ of one) answers.push(await ask());
  return answers[0]!;
}

export type Asking = {
  readonly task: Task;
  readonly engine: Engine;
  /** What is paced. */
  readonly work: string;
};

/** All that is generated, cut into micro-batches of tokens; ends at `limit` tokens, or once `enough` says so. */
export async function generateText(
  { task, work }: Asking,
  tokens: AsyncGenerator<Generated, void, void>,
  limit: number,
  enough: (text: string) => boolean = () => false,
): Promise<Generated | undefined> {
  const steps = Array.from({ length: limit }, (_, step) => step);
  let latest: Generated | undefined;
  try {
    for await (const some of task.microBatches(work, steps, () => 1)) {
      for (const _ of some) {
        const { done, value } = await tokens.next();
        if (done) return latest;
        latest = value;
        if (enough(latest.text)) return latest;
      }
    }
    return latest;
  } finally {
    await tokens.return();
  }
}

/** Tokens of each row's passage that the model did not read, as last heard. */
export class UnreadTokens {
  readonly #byRow = new Map<number, number>();

  note(rows: readonly number[], { truncatedTokens }: { readonly truncatedTokens: readonly number[] }): void {
    rows.forEach((row, at) => this.#byRow.set(row, truncatedTokens[at] ?? 0));
  }

  of(row: number): number {
    return this.#byRow.get(row) ?? 0;
  }
}
