/**
 * @file First token: the prompt of a listwise ranking, with the order taken from the logits of the first identifier
 * (Reddy et al. 2024, FIRST).
 *
 * A window costs one forward pass, where `listwise` generates a hundred tokens. Model calls: about 2 · ((N − window) /
 * stride + 1).
 */
import type { RankAll } from '../../ordering/judge';
import { slidingWindow } from '../../ordering/sliding-window';
import { promptOf } from '../../models/prompt-of';
import { firstTokenPrompt } from '../../prompts/listing';
import { fill } from '../../prompts/prompt';
import { callOnce, promptTextOf, TruncatedTokens } from '../contract/model-calls';
import type { ModelCalls } from '../contract/model-calls';
import { scoresByRank } from '../contract/scores-by-rank';
import { LETTERS } from '../judges/label-judge';
import { windowFor } from '../judges/list-judge';
import type { Method } from '../contract/method';

export const firstToken: Method = {
  name: 'first-token',
  family: 'listwise',
  needs: ['nextTokenLogits'],
  scoreKind: 'list',
  summary: 'The order of a window of passages, taken from the logits of the first identifier of the answer.',
  calls: '≤ 2 · ((N − window) / stride + 1)',
  source: 'Reddy et al. 2024 (FIRST)',
  run(task, engine) {
    const unread = new TruncatedTokens();
    const { window, stride } = windowFor(task);
    const most = Math.min(window, LETTERS.length);
    const rank = rankByLogits({ task, engine, work: 'first-token' }, unread);
    return scoresByRank(
      task,
      slidingWindow(task.pending, rank, { window: most, stride: Math.min(stride, most) }),
      unread,
    );
  },
};

function rankByLogits(calls: ModelCalls, unread: TruncatedTokens): RankAll<number> {
  const { task, engine } = calls;
  return async (indices) => {
    const labels = LETTERS.slice(0, indices.length);
    const items = indices.map((index, i) => ({ label: labels[i]!, passage: promptTextOf(task, index) }));
    const filled = fill(promptOf(task, firstTokenPrompt), {
      query: task.query,
      count: String(indices.length),
      items,
    });
    const [answer] = await callOnce(calls, indices, () => engine.nextTokenLogits!([filled], labels));
    unread.record(indices, answer!);
    const order = indices.map((_, i) => i).sort((a, b) => answer!.logits[b]! - answer!.logits[a]! || a - b);
    return order.map((i) => indices[i]!);
  };
}
