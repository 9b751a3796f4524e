/** @file A judge that ranks a window of passages by generating their order. */
import type { RankAll } from '../../ordering/judge';
import { promptOf } from '../../models/prompt-of';
import { listwisePrompt, scoredListPrompt } from '../../prompts/listing';
import { fill } from '../../prompts/prompt';
import type { FilledPrompt, Prompt, Values } from '../../prompts/prompt';
import { generateText, settingsOf, textOf } from '../contract/asking';
import type { Asking, UnreadTokens } from '../contract/asking';
import type { Task } from '../contract/method';
import { parseOrder } from './parse-answer';

/** `[20] > ` takes four or five. */
const TOKENS_A_PASSAGE = 6;

/** Tokens that an order of `count` passages may take. */
export function orderLimit(count: number): number {
  return TOKENS_A_PASSAGE * count;
}

/** Writes the prompt, reads the order; a malformed one is completed from the order that was. */
export function rankByOrder(asking: Asking, unread: UnreadTokens, prompt = listwisePrompt): RankAll<number> {
  return async (rows) => {
    const limit = orderLimit(rows.length);
    const filled = listOf(asking.task, prompt, rows);
    const answer = await generateText(asking, asking.engine.generate!(filled, limit), limit);
    if (answer) unread.note(rows, answer);
    return parseOrder(answer?.text ?? '', rows.length).map((place) => rows[place]!);
  };
}

/** The prompt over `rows`, each with its number; more values for prompts that have more fields. */
export function listOf(task: Task, prompt: Prompt, rows: readonly number[], more: Values = {}): FilledPrompt {
  const scores = prompt.name === scoredListPrompt.name ? firstStageOf(task, rows) : [];
  const items = rows.map((row, at) => ({
    label: String(at + 1),
    passage: textOf(task, row),
    score: scores[at] ?? '',
  }));
  return fill(promptOf(task, prompt), { query: task.query, count: String(rows.length), items, ...more });
}

/** From 0 to 100 over the rows of the window. */
function firstStageOf({ firstStage = [] }: Task, rows: readonly number[]): string[] {
  const scores = rows.map((row) => firstStage[row] ?? 0);
  const least = Math.min(...scores);
  const range = Math.max(...scores) - least || 1;
  return scores.map((score) => String(Math.round((100 * (score - least)) / range)));
}

/** The settings' window, or as many passages as one prompt holds where all are to be seen at once. */
export function windowOf(task: Task, all = false): { readonly window: number; readonly stride: number } {
  const { window, stride } = settingsOf(task.card);
  if (!all) return { window, stride: Math.min(stride, window) };
  const fits = Math.max(2, Math.floor((task.card.limits.prompt ?? Infinity) / LEAST_TOKENS));
  const most = Math.max(2, Math.min(task.pending.length, fits));
  return { window: most, stride: Math.ceil(most / 2) };
}

/** Of a passage below which a list is no longer worth ranking at once. */
const LEAST_TOKENS = 32;
