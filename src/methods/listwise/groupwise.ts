/**
 * @file Groupwise: the model writes a score for each passage of a group in one answer (Sun et al. 2025, GroupRank).
 *
 * Groups may overlap; the scores of a passage are averaged. An answer that cannot be parsed counts as 0. Generations: N
 * / (group − overlap).
 */
import { promptOf } from '../../models/prompt-of';
import { groupwisePrompt } from '../../prompts/comparing';
import { fill } from '../../prompts/prompt';
import { generateText, settingsOf, promptTextOf, TruncatedTokens } from '../contract/model-calls';
import type { ModelCalls } from '../contract/model-calls';
import type { Method } from '../contract/method';
import { parseScores } from '../judges/parse-answer';

const LARGEST_SCORE = 10;
const TOKENS_PER_PASSAGE = 8;

export const groupwise: Method = {
  name: 'groupwise',
  family: 'listwise',
  needs: ['generate'],
  scoreKind: 'list',
  summary: 'A score from 0 to 10 for each passage of a group, generated in one answer.',
  calls: 'N / (group − overlap) generations',
  source: 'Sun et al. 2025 (GroupRank)',
  async *run(task, engine) {
    const { group, overlap } = settingsOf(task.card);
    const stride = Math.max(1, group - overlap);
    const unread = new TruncatedTokens();
    const scoresOf = new Map<number, number[]>();
    for (let start = 0; start < task.pending.length; start += stride) {
      const indices = task.pending.slice(start, start + group);
      const scores = await scoreGroup({ task, engine, work: 'groupwise' }, indices, unread);
      indices.forEach((index, i) => scoresOf.set(index, [...(scoresOf.get(index) ?? []), scores[i]!]));
      const last = start + group >= task.pending.length;
      const settled = last ? indices : indices.slice(0, stride);
      yield settled.map((index) => ({
        index,
        logit: mean(scoresOf.get(index)!) / LARGEST_SCORE,
        truncatedTokens: unread.of(index),
      }));
      if (last) return;
    }
  },
};

async function scoreGroup(calls: ModelCalls, indices: readonly number[], unread: TruncatedTokens): Promise<number[]> {
  const { task, engine } = calls;
  const items = indices.map((index, i) => ({ label: String(i + 1), passage: promptTextOf(task, index) }));
  const prompt = fill(promptOf(task, groupwisePrompt), { query: task.query, count: String(indices.length), items });
  const limit = TOKENS_PER_PASSAGE * indices.length;
  const answer = await generateText(calls, engine.generate!(prompt, limit), limit);
  if (answer) unread.record(indices, answer);
  return parseScores(answer?.text ?? '', indices.length, LARGEST_SCORE);
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
