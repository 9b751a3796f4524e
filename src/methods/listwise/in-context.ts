/**
 * @file In-context re-ranking: the attention of the query's tokens to each passage, minus that of a content-free query
 * (Chen et al. 2024, ICR).
 *
 * It generates no answer and needs no training. The passages come first in the prompt, so both passes share their
 * computation. A card may name the attention heads that distinguish relevant passages (Wu et al. 2024, retrieval
 * heads). Model calls: 3 per prompt, which holds as many passages as fit.
 */
import type { Attention } from '../../engine/engine';
import { promptOf } from '../../models/prompt-of';
import { inContextPrompt } from '../../prompts/listing';
import { fill } from '../../prompts/prompt';
import { callOnce, promptTextOf } from '../contract/model-calls';
import type { ModelCalls } from '../contract/model-calls';
import { windowFor } from '../judges/list-judge';
import type { Method } from '../contract/method';

/** The query whose attention is subtracted as a baseline. */
const CONTENT_FREE = 'N/A';
/** Tokens more than this many standard deviations below the mean of their passage are ignored. */
const OUTLIER_DEVIATIONS = 2;

export const inContext: Method = {
  name: 'in-context',
  family: 'listwise',
  needs: ['attend'],
  scoreKind: 'list',
  summary:
    'Attention from the query to each passage, minus that of a content-free query; of the heads that the card names, if any.',
  calls: '3 · N / passages that one prompt holds',
  source: 'Chen et al. 2024 (ICR); Wu et al. 2024 (retrieval heads)',
  async *run(task, engine) {
    const { window } = windowFor(task, true);
    const calls = { task, engine, work: 'in-context' };
    for (let start = 0; start < task.pending.length; start += window) {
      const indices = task.pending.slice(start, start + window);
      const attention = await attend(calls, indices, task.query);
      const baseline = await attend(calls, indices, CONTENT_FREE);
      yield indices.map((index, i) => ({
        index,
        logit: calibratedMass(attention.masses[i]!, baseline.masses[i]!),
        truncatedTokens: attention.truncatedTokens[i] ?? 0,
      }));
    }
  },
};

function attend(calls: ModelCalls, indices: readonly number[], query: string): Promise<Attention> {
  const { task, engine } = calls;
  const items = indices.map((index, i) => ({ label: String(i + 1), passage: promptTextOf(task, index) }));
  const filled = fill(promptOf(task, inContextPrompt), { query, count: String(indices.length), items });
  return callOnce(calls, indices, () => engine.attend!(filled, task.card.heads));
}

/** Returns the sum over a passage's tokens of the attention above the baseline, without low outliers. */
export function calibratedMass(attention: Float32Array, baseline: Float32Array): number {
  const gains = Array.from(attention, (mass, token) => mass - baseline[token]!);
  const mean = sum(gains) / Math.max(1, gains.length);
  const deviation = Math.sqrt(sum(gains.map((gain) => (gain - mean) ** 2)) / Math.max(1, gains.length));
  return sum(gains.filter((gain) => gain >= mean - OUTLIER_DEVIATIONS * deviation));
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
