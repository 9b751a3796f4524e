/**
 * @file Listwise with reasoning: the model writes its reasoning within a budget of tokens, then the order (Liu et al.
 * 2025, ReasonRank).
 *
 * The reasoning ends where the model writes the `thoughtEnd` of its prompt, or at the budget; it is then part of the
 * prompt for the order. A card states the marks that its model was trained on, as `<think>` and `</think>` in the
 * prompts `listwise-reasoning` and `listwise-answer`. Generations: 2 · ((N − window) / stride + 1).
 */
import type { RankAll } from '../../ordering/judge';
import { slidingWindow } from '../../ordering/sliding-window';
import { promptOf } from '../../models/prompt-of';
import { afterThoughtPrompt, reasoningPrompt } from '../../prompts/listing';
import { generateText, settingsOf, TruncatedTokens } from '../contract/model-calls';
import type { ModelCalls } from '../contract/model-calls';
import { scoresByRank } from '../contract/scores-by-rank';
import { listPrompt, orderLimit, windowFor } from '../judges/list-judge';
import type { Method } from '../contract/method';
import { parseOrder } from '../judges/parse-answer';

export const listwiseReasoning: Method = {
  name: 'listwise-reasoning',
  family: 'listwise',
  needs: ['generate'],
  scoreKind: 'list',
  summary: 'The model reasons within a budget of tokens, then writes the order of a window of passages.',
  calls: '2 · ((N − window) / stride + 1) generations',
  source: 'Liu et al. 2025 (ReasonRank)',
  run(task, engine) {
    const unread = new TruncatedTokens();
    const rank = rankAfterReasoning({ task, engine, work: 'listwise-reasoning' }, unread);
    return scoresByRank(task, slidingWindow(task.pending, rank, windowFor(task)), unread);
  },
};

function rankAfterReasoning(calls: ModelCalls, unread: TruncatedTokens): RankAll<number> {
  const { task, engine } = calls;
  const { think } = settingsOf(task.card);
  const end = promptOf(task, reasoningPrompt).thoughtEnd ?? reasoningPrompt.thoughtEnd!;
  return async (indices) => {
    const thinking = engine.generate!(listPrompt(task, reasoningPrompt, indices), think);
    const thoughts = await generateText(calls, thinking, think, (text) => text.includes(end));
    if (thoughts) unread.record(indices, thoughts);
    const thought = thoughts?.text.split(end)[0] ?? '';
    const limit = orderLimit(indices.length);
    const answering = engine.generate!(listPrompt(task, afterThoughtPrompt, indices, { thought }), limit);
    const answer = await generateText(calls, answering, limit);
    return parseOrder(answer?.text ?? '', indices.length).map((i) => indices[i]!);
  };
}
