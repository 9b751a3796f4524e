import { describe, expect, test } from 'vitest';
import { createFakeReranker } from '../../src/test';
import { numbered } from './gate';

const query = 'broken clocks';
const objects = ['nothing of it', 'broken clocks', 'a broken clock'].map((text) => ({ text }));

describe('stats', () => {
  test('count one model call and cache hits for a second query over the same passages', async () => {
    await using reranker = await createFakeReranker();
    const texts = numbered(20);
    const first = await reranker.rerank('bread', texts);
    const second = await reranker.rerank('number 3', texts);
    expect(first.stats).toMatchObject({ modelCalls: 21, cache: { hits: 0, misses: 20 } });
    expect(second.stats).toMatchObject({ modelCalls: 1, cache: { hits: 20, misses: 0 } });
    expect(first.stats.cache.bytes).toBeGreaterThan(0);
    expect(second.stats.cache.bytes).toBe(first.stats.cache.bytes);
    expect(reranker.stats).toEqual({ calls: 2, passages: 40, modelCalls: 22, cache: { hits: 20, misses: 20 } });
  });

  test('count no cache hits without memory for vectors, and the scores are the same', async () => {
    await using kept = await createFakeReranker();
    await using none = await createFakeReranker({ vectorCacheBytes: 0 });
    const texts = numbered(20);
    for (let time = 0; time < 2; time++) {
      const [a, b] = [await kept.rerank('bread 3', texts), await none.rerank('bread 3', texts)];
      expect(b.results).toEqual(a.results);
      expect(b.stats.cache).toMatchObject({ hits: 0, bytes: 0 });
    }
  });

  test('have consistent times', async () => {
    await using reranker = await createFakeReranker();
    const { timings } = (await reranker.rerank(query, objects)).stats;
    expect(timings.totalMs).toBeGreaterThanOrEqual(timings.runMs);
    expect(timings.runMs).toBeGreaterThan(0);
    expect(timings.queuedMs).toBeGreaterThanOrEqual(0);
  });
});

describe('the cross-encoder method', () => {
  test('is used when requested, and named in the report', async () => {
    await using reranker = await createFakeReranker({ method: 'cross-encoder' });
    expect(reranker.report).toMatchObject({ method: 'cross-encoder', model: 'fake', device: 'wasm', losses: [] });
    const { results } = await reranker.rerank(query, objects);
    expect(results[0]).toMatchObject({ index: 1, stage: 'fake/cross-encoder' });
  });
});
