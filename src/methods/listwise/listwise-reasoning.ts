/**
 * @file Listwise after thinking: thoughts within a budget of tokens, then the order (Zhuang et al. 2025, Rank-R1; Liu et al. 2025,
 * ReasonRank).
 *
 * Thoughts that end at the budget are used as they are. Generations: 2 · ((N − window) / stride + 1).
 */
import type { RankAll } from '../../ordering/judge';
import { slidingWindow } from '../../ordering/sliding-window';
import { afterThoughtPrompt, reasoningPrompt } from '../../prompts/listing';
import { generateText, settingsOf, UnreadTokens } from '../contract/asking';
import type { Asking } from '../contract/asking';
import { byPlace } from '../contract/by-place';
import { listOf, orderLimit, windowOf } from '../judges/list-judge';
import type { Method } from '../contract/method';
import { parseOrder } from '../judges/parse-answer';

const END = 'Answer:';

export const listwiseReasoning: Method = {
  name: 'listwise-reasoning',
  needs: ['generate'],
  scoreKind: 'list',
  summary: 'The model thinks, within a budget of tokens, then writes the order of a window of passages.',
  calls: '2 · ((N − window) / stride + 1) generations',
  source: 'Zhuang et al. 2025 (Rank-R1); Liu et al. 2025 (ReasonRank)',
  run(task, engine) {
    const unread = new UnreadTokens();
    const rank = rankAfterThought({ task, engine, work: 'listwise-reasoning' }, unread);
    return byPlace(task, slidingWindow(task.pending, rank, windowOf(task)), unread);
  },
};

function rankAfterThought(asking: Asking, unread: UnreadTokens): RankAll<number> {
  const { task, engine } = asking;
  const { think } = settingsOf(task.card);
  return async (rows) => {
    const thinking = engine.generate!(listOf(task, reasoningPrompt, rows), think);
    const thoughts = await generateText(asking, thinking, think, (text) => text.includes(END));
    if (thoughts) unread.note(rows, thoughts);
    const thought = thoughts?.text.split(END)[0] ?? '';
    const limit = orderLimit(rows.length);
    const answering = engine.generate!(listOf(task, afterThoughtPrompt, rows, { thought }), limit);
    const answer = await generateText(asking, answering, limit);
    return parseOrder(answer?.text ?? '', rows.length).map((place) => rows[place]!);
  };
}
