/** @file A judge that ranks the passages of a window by generating their order. */
import type { RankAll } from '../../ordering/judge';
import { promptOf } from '../../models/prompt-of';
import { listwisePrompt, scoredListPrompt } from '../../prompts/listing';
import { fill } from '../../prompts/prompt';
import type { FilledPrompt, Prompt, Values } from '../../prompts/prompt';
import { generateText, settingsOf, promptTextOf } from '../contract/model-calls';
import type { ModelCalls, TruncatedTokens } from '../contract/model-calls';
import type { Task } from '../contract/method';
import { parseOrder } from './parse-answer';

/** An upper bound: `[20] > ` takes four or five tokens. */
const TOKENS_PER_PASSAGE = 6;

/** Returns the number of tokens that an order of `count` passages may take. */
export function orderLimit(count: number): number {
  return TOKENS_PER_PASSAGE * count;
}

/** Generates an order and parses it; passages that the answer does not name follow in their previous order. */
export function rankByOrder(calls: ModelCalls, unread: TruncatedTokens, prompt = listwisePrompt): RankAll<number> {
  return async (indices) => {
    const limit = orderLimit(indices.length);
    const filled = listPrompt(calls.task, prompt, indices);
    const answer = await generateText(calls, calls.engine.generate!(filled, limit), limit);
    if (answer) unread.record(indices, answer);
    return parseOrder(answer?.text ?? '', indices.length).map((i) => indices[i]!);
  };
}

/**
 * @param more values of the fields that only some prompts have. Returns the prompt over the passages, numbered from 1.
 */
export function listPrompt(task: Task, prompt: Prompt, indices: readonly number[], more: Values = {}): FilledPrompt {
  const scores = prompt.name === scoredListPrompt.name ? firstStagePercentages(task, indices) : [];
  const items = indices.map((index, i) => ({
    label: String(i + 1),
    passage: promptTextOf(task, index),
    score: scores[i] ?? '',
  }));
  return fill(promptOf(task, prompt), { query: task.query, count: String(indices.length), items, ...more });
}

/** Returns the first-stage scores, scaled to 0 to 100 over the whole list, so that they are the same in any window. */
function firstStagePercentages({ firstStage = [], pending }: Task, indices: readonly number[]): string[] {
  const scoreOf = (index: number) => firstStage[index] ?? 0;
  const scores = pending.map(scoreOf);
  const least = Math.min(...scores);
  const range = Math.max(...scores) - least || 1;
  return indices.map((index) => String(Math.round((100 * (scoreOf(index) - least)) / range)));
}

/** @param all take as many passages as one prompt holds, in place of the window of the settings */
export function windowFor(task: Task, all = false): { readonly window: number; readonly stride: number } {
  const { window, stride } = settingsOf(task.card);
  if (!all) return { window, stride: Math.min(stride, window) };
  const capacity = Math.max(2, Math.floor((task.card.limits.prompt ?? Infinity) / MIN_TOKENS_PER_PASSAGE));
  const most = Math.max(2, Math.min(task.pending.length, capacity));
  return { window: most, stride: Math.ceil(most / 2) };
}

/** With fewer tokens per passage a prompt holds too little of each to rank them. */
const MIN_TOKENS_PER_PASSAGE = 32;
