import { expect, test } from 'vitest';
import { FakeEngine } from '../../../src/test/fake-engine';
import { VectorCache } from '../../../src/engine/vectors/vector-cache';
import { crossEncoder } from '../../../src/methods/pointwise/cross-encoder';
import { bestWindows } from '../../../src/host/jobs/best-windows';
import { Pace } from '../../../src/host/pool/pace';
import { PairScores } from '../../../src/host/storage/pair-scores';
import { windowsOfJob } from '../../../src/host/jobs/windows';
import { cardOf } from '../../engine/cards';

test('bestWindows() reuses the pair scores of the call’s instruction, without a model call', async () => {
  const engine = new FakeEngine({ passageLimit: 8, queryLimit: 8 });
  const pairScores = new PairScores();
  const model = {
    card: cardOf(),
    engine,
    method: crossEncoder,
    vectors: new VectorCache(0),
    pairScores,
    pace: new Pace(),
  };
  const text = Array.from({ length: 20 }, (_, i) => `word${i}`).join(' ');
  const job = { query: 'bread', passages: [{ text }], instruction: 'Find bread', checkpoint: () => Promise.resolve() };
  const windows = windowsOfJob(job, [0], engine, 'windows');
  const last = windows.indices.at(-1)!;
  const score = (index: number) => ({ index, logit: index === last ? 9 : 1, truncatedTokens: 0 });
  pairScores.keep({ query: job.query, instruction: job.instruction }, windows.passages, windows.indices.map(score));

  const best = await bestWindows(job, model, 'windows');

  expect(best.passages).toEqual([windows.passages[last]]);
  expect(engine.modelCalls).toBe(0);
});
