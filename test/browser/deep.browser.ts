/** @file The last-pass model, from the folder that a page serves. */
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { createReranker, deleteStoredModel } from '../../src/index';
import type { CreateOptions, Reranker } from '../../src/index';
import { shippedWorker } from './harness';

const options: CreateOptions = { device: 'wasm', cache: 'memory', assets: location.origin, worker: shippedWorker };
const query = 'how long can opened milk be kept in the fridge';
const answer = 'Once its carton is open, drink it within two to four days and keep it cold.';
const passages = [
  'Milk is a white liquid that mammals produce for their young.',
  'The fridge was invented in the nineteenth century.',
  answer,
  'Opened cans should not be kept in the fridge: use another container.',
  'A long letter can be kept in a drawer.',
];

describe('the last pass with deep', () => {
  let reranker: Reranker;
  beforeAll(async () => {
    reranker = await createReranker({ ...options, lastPass: 'deep' });
  }, 120_000);
  afterAll(() => reranker.dispose());

  test('scores the best passages after the main model, on the scale of its scores', async () => {
    const { results, stats } = await reranker.rerank(query, passages);
    expect(stats).toMatchObject({ lastPass: passages.length, warnings: [] });
    expect(reranker.report.lastPass).toEqual({ model: 'deep', state: 'ready' });
    for (const { score, scoredBy } of results) {
      expect(scoredBy).toBe('deep@12/late-interaction');
      expect(score).toBeGreaterThan(0);
      expect(score).toBeLessThan(1);
    }
    expect(results[0]!.passage).toBe(answer);
  });

  test('is not deleted from storage while a page has it loaded', async () => {
    await expect(deleteStoredModel('deep')).rejects.toMatchObject({ code: 'model-in-use' });
  });

  test('gives the same scores in another list, and again', async () => {
    const scoresOf = async (list: readonly string[]) => {
      const { results } = await reranker.rerank(query, list);
      return new Map(results.map(({ passage, score }) => [passage, score]));
    };
    const all = await scoresOf(passages);
    expect(await scoresOf(passages)).toEqual(all);
    for (const [passage, score] of await scoresOf(passages.slice(1))) expect(score).toBe(all.get(passage));
  });
});

test.each<[string, CreateOptions, RegExp]>([
  ['whose folder is not there', { lastPass: new URL('/nowhere/deep/', location.href) }, /deep is left out: .*nowhere/],
  ['that is not fitted to the depth in use', { lastPass: 'deep', depth: 4 }, /fitted to base@4.*fitted to base@6/],
  ['that is not fitted to any', { lastPass: new URL('/models/fast/', location.href) }, /fitted to none/],
])('a model %s is left out with a warning, and the main model ranks', async (_, changes, message) => {
  const reranker = await createReranker({ ...options, ...changes });
  try {
    const { results } = await reranker.rerank(query, passages);
    for (const { scoredBy } of results) expect(scoredBy).toMatch(/^base@/);
    await vi.waitFor(() => expect(reranker.report.lastPass?.state).toBe('failed'), 30_000);
    expect(reranker.report.warnings.join('\n')).toMatch(message);
  } finally {
    await reranker.dispose();
  }
});
