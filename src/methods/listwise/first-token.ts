/**
 * @file First token: the prompt of a list-wise ranking, but the order is read off the logits of the first identifier (Reddy et al. 2024,
 * FIRST).
 *
 * One forward pass where `listwise` generates a hundred tokens. Model calls: about 2 · ((N − window) / stride + 1).
 */
import type { RankAll } from '../../ordering/judge';
import { slidingWindow } from '../../ordering/sliding-window';
import { promptOf } from '../../models/prompt-of';
import { firstTokenPrompt } from '../../prompts/listing';
import { fill } from '../../prompts/prompt';
import { askOnce, textOf, UnreadTokens } from '../contract/asking';
import type { Asking } from '../contract/asking';
import { byPlace } from '../contract/by-place';
import { LETTERS } from '../judges/label-judge';
import { windowOf } from '../judges/list-judge';
import type { Method } from '../contract/method';

export const firstToken: Method = {
  name: 'first-token',
  needs: ['nextTokenLogits'],
  scoreKind: 'list',
  summary: 'The order of a window of passages, read off the logits of the first identifier of the answer.',
  calls: '≤ 2 · ((N − window) / stride + 1)',
  source: 'Reddy et al. 2024 (FIRST)',
  run(task, engine) {
    const unread = new UnreadTokens();
    const { window, stride } = windowOf(task);
    const most = Math.min(window, LETTERS.length);
    const rank = rankByLogits({ task, engine, work: 'first-token' }, unread);
    return byPlace(task, slidingWindow(task.pending, rank, { window: most, stride: Math.min(stride, most) }), unread);
  },
};

function rankByLogits(asking: Asking, unread: UnreadTokens): RankAll<number> {
  const { task, engine } = asking;
  return async (rows) => {
    const labels = LETTERS.slice(0, rows.length);
    const items = rows.map((row, at) => ({ label: labels[at]!, passage: textOf(task, row) }));
    const filled = fill(promptOf(task, firstTokenPrompt), {
      query: task.query,
      count: String(rows.length),
      items,
    });
    const [answer] = await askOnce(asking, rows, () => engine.nextTokenLogits!([filled], labels));
    unread.note(rows, answer!);
    const places = rows.map((_, place) => place);
    return places.sort((a, b) => answer!.logits[b]! - answer!.logits[a]! || a - b).map((place) => rows[place]!);
  };
}
