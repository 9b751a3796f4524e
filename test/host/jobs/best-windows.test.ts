import { expect, test } from 'vitest';
import { FakeEngine } from '../../../src/test/fake-engine';
import { VectorCache } from '../../../src/engine/vectors/vector-cache';
import { crossEncoder } from '../../../src/methods/pointwise/cross-encoder';
import { bestWindows } from '../../../src/host/jobs/best-windows';
import { Pace } from '../../../src/host/pool/pace';
import { PairScores } from '../../../src/host/storage/pair-scores';
import { windowsOfJob } from '../../../src/host/jobs/windows';
import { cardOf } from '../../engine/cards';

test('bestPieces() goes by what was judged under the call’s own instruction, and asks no more', async () => {
  const engine = new FakeEngine({ passageLimit: 8, queryLimit: 8 });
  const pairs = new PairScores();
  const serving = {
    card: cardOf(),
    engine,
    method: crossEncoder,
    vectors: new VectorCache(0),
    pairs,
    pace: new Pace(),
  };
  const text = Array.from({ length: 20 }, (_, at) => `word${at}`).join(' ');
  const job = { query: 'bread', passages: [{ text }], instruction: 'Find bread', checkpoint: () => Promise.resolve() };
  const pieces = windowsOfJob(job, [0], engine, 'windows');
  const last = pieces.rows.at(-1)!;
  const score = (index: number) => ({ index, logit: index === last ? 9 : 1, truncatedTokens: 0 });
  pairs.keep({ query: job.query, instruction: job.instruction }, pieces.passages, pieces.rows.map(score));

  const best = await bestWindows(job, serving, 'windows');

  expect(best.passages).toEqual([pieces.passages[last]]);
  expect(engine.modelCalls).toBe(0);
});
