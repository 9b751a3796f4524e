/**
 * @file In-context re-ranking: the attention to each passage of the query and the words around it, minus that of a
 * content-free query (Chen et al. 2024, ICR).
 *
 * It generates no answer and needs no training. The passages come first in the prompt, the best candidates last, so
 * both passes share their computation. A card may name the attention heads that distinguish relevant passages (Wu et
 * al. 2024, retrieval heads). Attention sums to one within a prompt, so it says nothing about passages of different
 * prompts: where a prompt does not hold all of them, a window slides from the tail to the head, as in the authors'
 * code, and only the order counts. Model calls: 3 per prompt.
 */
import type { RankAll } from '../../ordering/judge';
import { slidingWindow } from '../../ordering/sliding-window';
import { promptOf } from '../../models/prompt-of';
import { inContextPrompt } from '../../prompts/listing';
import { fill } from '../../prompts/prompt';
import { callOnce, promptTextOf, TruncatedTokens } from '../contract/model-calls';
import type { ModelCalls } from '../contract/model-calls';
import { scoresByRank } from '../contract/scores-by-rank';
import { windowFor } from '../judges/list-judge';
import type { Method, PassageScore } from '../contract/method';

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
  calls: '3, or 3 · ((N − window) / stride + 1) where the prompt is full',
  source: 'Chen et al. 2024 (ICR); Wu et al. 2024 (retrieval heads)',
  async *run(task, engine) {
    const { window, stride } = windowFor(task, true);
    const calls = { task, engine, work: 'in-context' };
    if (task.pending.length === 0) return;
    if (task.pending.length <= window) {
      yield await gainsOf(calls, task.pending);
      return;
    }
    const unread = new TruncatedTokens();
    yield* scoresByRank(task, slidingWindow(task.pending, rankByGain(calls, unread), { window, stride }), unread);
  },
};

function rankByGain(calls: ModelCalls, unread: TruncatedTokens): RankAll<number> {
  return async (indices) => {
    const gains = await gainsOf(calls, indices);
    const truncatedTokens = gains.map((gain) => gain.truncatedTokens);
    unread.record(indices, { truncatedTokens });
    return gains.toSorted((a, b) => b.logit - a.logit).map(({ index }) => index);
  };
}

/** Returns the attention that each passage of one prompt gains by the query, in the order of `indices`. */
async function gainsOf(calls: ModelCalls, indices: readonly number[]): Promise<PassageScore[]> {
  const { task, engine } = calls;
  const bestLast = [...indices].reverse();
  const items = bestLast.map((index, i) => ({ label: String(i + 1), passage: promptTextOf(task, index) }));
  const prompt = promptOf(task, inContextPrompt);
  const prompts = [task.query, CONTENT_FREE].map((query) =>
    fill(prompt, { query, count: String(indices.length), items }),
  );
  const ask = () => engine.attend!(prompts, task.card.heads);
  const [asked, free] = await callOnce(calls, [...indices, ...indices], ask);
  const gains = bestLast.map((index, i) => ({
    index,
    logit: calibratedMass(asked!.masses[i]!, free!.masses[i]!),
    truncatedTokens: asked!.truncatedTokens[i] ?? 0,
  }));
  return gains.reverse();
}

/**
 * Returns the sum over a passage's tokens of the attention above the baseline, without low outliers.
 *
 * @throws RangeError if the two have different lengths
 */
export function calibratedMass(attention: Float32Array, baseline: Float32Array): number {
  if (attention.length !== baseline.length) {
    throw new RangeError(
      `Expected attention to the same tokens for both queries, got ${attention.length} and ${baseline.length} tokens`,
    );
  }
  const gains = Array.from(attention, (mass, token) => mass - baseline[token]!);
  const mean = sum(gains) / Math.max(1, gains.length);
  const deviation = Math.sqrt(sum(gains.map((gain) => (gain - mean) ** 2)) / Math.max(1, gains.length - 1));
  return sum(gains.filter((gain) => gain >= mean - OUTLIER_DEVIATIONS * deviation));
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
