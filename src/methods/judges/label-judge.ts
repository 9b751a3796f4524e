/**
 * @file Judges that read the answer from the logits of labels: the best or the worst of a few passages, or the better
 * of two.
 */
import type { Compare, PickOne } from '../../ordering/judge';
import { promptOf } from '../../models/prompt-of';
import { fill } from '../../prompts/prompt';
import type { FilledPrompt, Prompt } from '../../prompts/prompt';
import { callOnce, promptTextOf } from '../contract/model-calls';
import type { ModelCalls, TruncatedTokens } from '../contract/model-calls';
import type { Task } from '../contract/method';

/** The labels of passages in a prompt; a prompt that labels by letters holds at most this many passages. */
export const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ'.split('');

/**
 * Picks the passage whose letter is the most likely answer to `prompt`. Passages that were compared before in the same
 * order are not asked about again.
 */
export function pickByLabel(calls: ModelCalls, prompt: Prompt, unread: TruncatedTokens): PickOne<number> {
  const known = new Map<string, number>();
  const ask = async (indices: readonly number[]) => {
    const { task, engine } = calls;
    const labels = LETTERS.slice(0, indices.length);
    const filled = labelledPrompt(task, promptOf(task, prompt), indices);
    const [answer] = await callOnce(calls, indices, () => engine.nextTokenLogits!([filled], labels));
    unread.record(indices, answer!);
    return answer!.logits.indexOf(Math.max(...answer!.logits));
  };
  return async (indices) => {
    const key = indices.join();
    const answer = known.get(key) ?? (await ask(indices));
    known.set(key, answer);
    return answer;
  };
}

/**
 * Compares two passages in both orders. The margin is that of the mean of both orders' probabilities, so a preference
 * for a position cancels. The two orders are asked once per pair: later comparisons of the same pair reuse the answer.
 *
 * Qin et al. 2023 count contradictory answers as a tie. The mean has the same sign wherever the answers agree, and it
 * still tells how sure they are.
 */
export function compareBothWays(calls: ModelCalls, prompt: Prompt, unread: TruncatedTokens): Compare<number> {
  const known = new Map<string, number>();
  const ask = async (a: number, b: number) => {
    const { task, engine } = calls;
    const own = promptOf(task, prompt);
    const orders = [labelledPrompt(task, own, [a, b]), labelledPrompt(task, own, [b, a])];
    const [ab, ba] = await callOnce(calls, [a, b, a, b], () => engine.nextTokenLogits!(orders, LETTERS.slice(0, 2)));
    unread.record([a, b], ab!);
    return (preference(ab!.logits[0]! - ab!.logits[1]!) + preference(ba!.logits[1]! - ba!.logits[0]!)) / 2;
  };
  return async (a, b) => {
    const [low, high] = a < b ? [a, b] : [b, a];
    const key = `${low},${high}`;
    const answer = known.get(key) ?? (await ask(low, high));
    known.set(key, answer);
    return a < b ? answer : -answer;
  };
}

/** Returns P(first) − P(second) of two labels whose logits differ by `difference`. */
function preference(difference: number): number {
  return Math.tanh(difference / 2);
}

function labelledPrompt(task: Task, prompt: Prompt, indices: readonly number[]): FilledPrompt {
  const labels = LETTERS.slice(0, indices.length);
  return fill(prompt, {
    query: task.query,
    count: String(indices.length),
    labels: `${labels.slice(0, -1).join(', ')} or ${labels.at(-1)}`,
    items: indices.map((index, i) => ({ label: labels[i]!, passage: promptTextOf(task, index) })),
  });
}
