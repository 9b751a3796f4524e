/**
 * @file In context: how much the query's tokens look at each passage, less what a query without content gets (Chen et al. 2024, ICR).
 *
 * No answer is generated and no training is needed. The passages come first in the prompt, so both passes share them. A card may name the
 * heads that tell relevant passages apart (Wu et al. 2024, retrieval heads). Model calls: 3 a prompt, which holds as many passages as fit.
 */
import type { Attention } from '../../engine/engine';
import { promptOf } from '../../models/prompt-of';
import { inContextPrompt } from '../../prompts/listing';
import { fill } from '../../prompts/prompt';
import { askOnce, textOf } from '../contract/asking';
import type { Asking } from '../contract/asking';
import { windowOf } from '../judges/list-judge';
import type { Method } from '../contract/method';

/** What a query without content says. */
const CONTENT_FREE = 'N/A';
/** Tokens this many standard deviations below their passage's mean are left out. */
const OUTLYING = 2;

export const inContext: Method = {
  name: 'in-context',
  needs: ['attend'],
  scoreKind: 'list',
  summary:
    'Attention from the query to each passage, less that from a query without content; by chosen heads where the card names them.',
  calls: '3 · N / passages that one prompt holds',
  source: 'Chen et al. 2024 (ICR); Wu et al. 2024 (retrieval heads)',
  async *run(task, engine) {
    const { window } = windowOf(task, true);
    const asking = { task, engine, work: 'in-context' };
    for (let start = 0; start < task.pending.length; start += window) {
      const rows = task.pending.slice(start, start + window);
      const asked = await attend(asking, rows, task.query);
      const free = await attend(asking, rows, CONTENT_FREE);
      yield rows.map((index, at) => ({
        index,
        logit: calibratedMass(asked.masses[at]!, free.masses[at]!),
        truncatedTokens: asked.truncatedTokens[at] ?? 0,
      }));
    }
  },
};

function attend(asking: Asking, rows: readonly number[], query: string): Promise<Attention> {
  const { task, engine } = asking;
  const items = rows.map((row, at) => ({ label: String(at + 1), passage: textOf(task, row) }));
  const filled = fill(promptOf(task, inContextPrompt), { query, count: String(rows.length), items });
  return askOnce(asking, rows, () => engine.attend!(filled, task.card.heads));
}

/** Sum over a passage's tokens of what they get more by the query than by one without content; outlying low ones left out. */
export function calibratedMass(asked: Float32Array, free: Float32Array): number {
  const gains = Array.from(asked, (mass, token) => mass - free[token]!);
  const mean = sum(gains) / Math.max(1, gains.length);
  const deviation = Math.sqrt(sum(gains.map((gain) => (gain - mean) ** 2)) / Math.max(1, gains.length));
  return sum(gains.filter((gain) => gain >= mean - OUTLYING * deviation));
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
