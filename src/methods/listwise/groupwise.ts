/**
 * @file Groupwise: a score for each passage of a group, given in sight of the others (Sun et al. 2025, GroupRank).
 *
 * Groups may overlap; a passage's scores are averaged. Answers that cannot be read count as 0. Generations: N / (group − overlap).
 */
import { promptOf } from '../../models/prompt-of';
import { groupwisePrompt } from '../../prompts/comparing';
import { fill } from '../../prompts/prompt';
import { generateText, settingsOf, textOf, UnreadTokens } from '../contract/asking';
import type { Asking } from '../contract/asking';
import type { Method } from '../contract/method';
import { parseScores } from '../judges/parse-answer';

const LARGEST = 10;
const TOKENS_A_PASSAGE = 8;

export const groupwise: Method = {
  name: 'groupwise',
  needs: ['generate'],
  scoreKind: 'list',
  summary: 'A score from 0 to 10 for each passage of a group, generated in sight of the others.',
  calls: 'N / (group − overlap) generations',
  source: 'Sun et al. 2025 (GroupRank)',
  async *run(task, engine) {
    const { group, overlap } = settingsOf(task.card);
    const stride = Math.max(1, group - overlap);
    const unread = new UnreadTokens();
    const given = new Map<number, number[]>();
    for (let start = 0; start < task.pending.length; start += stride) {
      const rows = task.pending.slice(start, start + group);
      const scores = await scoreGroup({ task, engine, work: 'groupwise' }, rows, unread);
      rows.forEach((row, at) => given.set(row, [...(given.get(row) ?? []), scores[at]!]));
      const last = start + group >= task.pending.length;
      const settled = last ? rows : rows.slice(0, stride);
      yield settled.map((index) => ({
        index,
        logit: mean(given.get(index)!) / LARGEST,
        truncatedTokens: unread.of(index),
      }));
      if (last) return;
    }
  },
};

async function scoreGroup(asking: Asking, rows: readonly number[], unread: UnreadTokens): Promise<number[]> {
  const { task, engine } = asking;
  const items = rows.map((row, at) => ({ label: String(at + 1), passage: textOf(task, row) }));
  const prompt = fill(promptOf(task, groupwisePrompt), { query: task.query, count: String(rows.length), items });
  const limit = TOKENS_A_PASSAGE * rows.length;
  const answer = await generateText(asking, engine.generate!(prompt, limit), limit);
  if (answer) unread.note(rows, answer);
  return parseScores(answer?.text ?? '', rows.length, LARGEST);
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
