/** @file Judges that read the answer off the labels' logits: the best or the worst of a few passages, or the better of two. */
import type { Compare, Pick } from '../../ordering/judge';
import { promptOf } from '../../models/prompt-of';
import { fill } from '../../prompts/prompt';
import type { FilledPrompt, Prompt } from '../../prompts/prompt';
import { askOnce, textOf } from '../contract/asking';
import type { Asking, UnreadTokens } from '../contract/asking';
import type { Task } from '../contract/method';

/** As many as a prompt can tell apart by one letter. */
export const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ'.split('');

/** Picks the row whose letter is the likeliest answer to `prompt`. */
export function pickByLabel(asking: Asking, prompt: Prompt, unread: UnreadTokens): Pick<number> {
  return async (rows) => {
    const { task, engine } = asking;
    const labels = LETTERS.slice(0, rows.length);
    const filled = labelled(task, promptOf(task, prompt), rows);
    const [answer] = await askOnce(asking, rows, () => engine.nextTokenLogits!([filled], labels));
    unread.note(rows, answer!);
    return answer!.logits.indexOf(Math.max(...answer!.logits));
  };
}

/**
 * Compares two rows in both orders; answers that contradict each other are a tie. A pair is asked about once: a sort that comes back to it gets
 * the same answer.
 */
export function compareBothWays(asking: Asking, prompt: Prompt, unread: UnreadTokens): Compare<number> {
  const known = new Map<string, number>();
  const ask = async (a: number, b: number) => {
    const { task, engine } = asking;
    const own = promptOf(task, prompt);
    const orders = [labelled(task, own, [a, b]), labelled(task, own, [b, a])];
    const [ab, ba] = await askOnce(asking, [a, b, a, b], () => engine.nextTokenLogits!(orders, LETTERS.slice(0, 2)));
    unread.note([a, b], ab!);
    const [first, second] = [Math.sign(ab!.logits[0]! - ab!.logits[1]!), Math.sign(ba!.logits[1]! - ba!.logits[0]!)];
    return first === second ? first : 0;
  };
  return async (a, b) => {
    const [low, high] = a < b ? [a, b] : [b, a];
    const key = `${low},${high}`;
    const answer = known.get(key) ?? (await ask(low, high));
    known.set(key, answer);
    return a < b ? answer : -answer;
  };
}

function labelled(task: Task, prompt: Prompt, rows: readonly number[]): FilledPrompt {
  const labels = LETTERS.slice(0, rows.length);
  return fill(prompt, {
    query: task.query,
    count: String(rows.length),
    labels: `${labels.slice(0, -1).join(', ')} or ${labels.at(-1)}`,
    items: rows.map((row, at) => ({ label: labels[at]!, passage: textOf(task, row) })),
  });
}
