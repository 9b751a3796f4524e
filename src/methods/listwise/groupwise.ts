/**
 * @file Groupwise: a score for each passage of a group, all in one prompt (Sun et al. 2025, GroupRank).
 *
 * The paper's model was trained to write the scores. A model that was not repeats one number, so the score is the
 * expected one by the probabilities of the digits, read at the place of each passage in one pass; the number before
 * does not matter much, and is the middle of the scale for all. Groups may overlap, and the scores of a passage are
 * averaged. Model calls: 1 for the shared prefix + N / (group − overlap).
 */
import { promptOf } from '../../models/prompt-of';
import { groupwisePrompt } from '../../prompts/comparing';
import { fill } from '../../prompts/prompt';
import type { Prompt } from '../../prompts/prompt';
import { callOnce, settingsOf, promptTextOf, TruncatedTokens } from '../contract/model-calls';
import type { ModelCalls } from '../contract/model-calls';
import type { Method } from '../contract/method';
import { expectedGrade } from '../pointwise/graded';

const LABELS = '0123456789'.split('');
/** The number that stands at the other places: the middle of the scale. */
const FILLER = '5';

export const groupwise: Method = {
  name: 'groupwise',
  family: 'listwise',
  needs: ['nextTokenLogits'],
  scoreKind: 'list',
  summary: 'The expected score from 0 to 9 of each passage of a group, read in one pass.',
  calls: 'N / (group − overlap) + 1',
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
        logit: mean(scoresOf.get(index)!),
        truncatedTokens: unread.of(index),
      }));
      if (last) return;
    }
  },
};

/** Returns a score in [0, 1] for each passage. */
async function scoreGroup(calls: ModelCalls, indices: readonly number[], unread: TruncatedTokens): Promise<number[]> {
  const { task, engine } = calls;
  const prompt = promptOf(task, groupwisePrompt);
  const items = indices.map((index, i) => ({ label: String(i + 1), passage: promptTextOf(task, index) }));
  const filled = fill(prompt, { query: task.query, count: String(indices.length), items });
  const openings = openingsOf(prompt, indices.length);
  const ask = () => engine.placeLogits!(filled, { openings, labels: LABELS, filler: FILLER });
  const answer = await callOnce(calls, indices, ask);
  unread.record(indices, answer);
  return answer.logits.map(expectedGrade);
}

/**
 * Returns what stands before each score: the label as it stands before a passage. Scores have a line each, or follow
 * one another on the line that the prompt's answer opens.
 */
function openingsOf({ item = '', answer = '' }: Prompt, count: number): string[] {
  const [label = ''] = item.split('{passage}');
  return Array.from({ length: count }, (_, i) => {
    const separator = i === 0 ? '' : answer === '' ? '\n' : ' ';
    return separator + label.replace('{label}', String(i + 1));
  });
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
