import { describe, expect, test } from 'vitest';
import type { Passage, PassageObject } from '../../src/index';
import { createFakeReranker } from '../../src/test';
import { gateAt, numbered } from './gate';

const query = 'broken clocks';
const objects: PassageObject[] = [
  { id: 'a', text: 'nothing of it', meta: { page: 1 } },
  { id: 'b', text: 'broken clocks', title: 'Repairs', score: 3 },
  { text: 'a broken clock' },
  { id: '', text: '' },
];

function deepFreeze<T>(value: T): T {
  if (typeof value === 'object' && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value);
    Object.values(value).forEach(deepFreeze);
  }
  return value;
}

describe('rerank()', () => {
  test('puts the best first, with ranks from 1, calibrated scores and their logits', async () => {
    await using reranker = await createFakeReranker();
    const { results } = await reranker.rerank(query, ['nothing of it', 'a broken clock', 'broken clocks']);
    expect(results.map((row) => row.index)).toEqual([2, 1, 0]);
    expect(results.map((row) => row.rank)).toEqual([1, 2, 3]);
    for (const { score, logit, scoredBy } of results) {
      expect(score).toBeCloseTo(1 / (1 + Math.exp(-(4 * logit! - 2))), 12);
      expect(scoredBy).toBe('fake/late-interaction');
    }
  });

  test('returns each passage itself, with its id and meta', async () => {
    await using reranker = await createFakeReranker();
    const { results } = await reranker.rerank(query, objects);
    expect(results[0]).toMatchObject({ index: 1, id: 'b' });
    for (const { index, id, passage } of results) {
      expect(passage).toBe(objects[index]);
      expect(id).toBe(objects[index]!.id);
    }
    expect('id' in results.find((row) => row.index === 2)!).toBe(false);
  });

  test('accepts strings and objects in one list, and meta that cannot be cloned', async () => {
    await using reranker = await createFakeReranker();
    const mixed: Passage[] = ['broken', { text: 'clocks', meta: { toHtml: () => '<b>' } }];
    const { results } = await reranker.rerank(query, mixed);
    expect(results.map((row) => row.passage).sort()).toEqual([...mixed].sort());
  });

  test('does not change its input, which may be deep-frozen', async () => {
    await using reranker = await createFakeReranker();
    const frozen = deepFreeze(structuredClone(objects));
    const { results } = await reranker.rerank(query, frozen, deepFreeze({ topN: 3 }));
    expect(results).toHaveLength(3);
    expect(frozen).toEqual(objects);
  });

  test('is not affected by a list that changes after the call', async () => {
    await using reranker = await createFakeReranker();
    const list = ['broken', 'clocks'];
    const call = reranker.rerank(query, list);
    list.length = 0;
    expect((await call).results).toHaveLength(2);
  });

  test('keeps input order among ties', async () => {
    await using reranker = await createFakeReranker();
    const { results } = await reranker.rerank(query, ['same', 'broken', 'same', 'same']);
    expect(results.map((row) => row.index)).toEqual([1, 0, 2, 3]);
  });

  test('cuts to topN and drops what is below minScore', async () => {
    await using reranker = await createFakeReranker();
    const all = (await reranker.rerank(query, objects)).results;
    expect((await reranker.rerank(query, objects, { topN: 2 })).results).toEqual(all.slice(0, 2));
    expect((await reranker.rerank(query, objects, { topN: 99 })).results).toEqual(all);
    const minScore = all[1]!.score!;
    expect((await reranker.rerank(query, objects, { minScore })).results).toEqual(
      all.filter((row) => row.score! >= minScore),
    );
    expect((await reranker.rerank(query, objects, { minScore: 1 })).results).toEqual([]);
  });

  test('reads the title', async () => {
    await using reranker = await createFakeReranker();
    const { results } = await reranker.rerank('repairs', ['of clocks', { title: 'Repairs', text: 'of clocks' }]);
    expect(results[0]!.index).toBe(1);
  });

  test('returns an empty result without a model call for no passages', async () => {
    await using reranker = await createFakeReranker();
    const { results, stats } = await reranker.rerank(query, []);
    expect(results).toEqual([]);
    expect(stats).toMatchObject({ complete: true, passages: 0, scored: 0, modelCalls: 0 });
  });

  test('scores duplicates once', async () => {
    await using reranker = await createFakeReranker();
    const { results, stats } = await reranker.rerank(query, [...objects, ...objects]);
    const scores = new Map(results.map((row) => [row.index, row.score]));
    for (const row of objects.keys()) expect(scores.get(row)).toBe(scores.get(row + objects.length));
    expect(stats.modelCalls).toBe(1 + objects.length);
  });

  test('ranks 10,000 passages', async () => {
    await using reranker = await createFakeReranker();
    const { results, stats } = await reranker.rerank('bread 7777', numbered(10_000), { topN: 5 });
    expect(results[0]!.index).toBe(7777);
    expect(stats).toMatchObject({ complete: true, scored: 10_000 });
  }, 30_000);

  test('reports how much of a passage it did not read', async () => {
    await using reranker = await createFakeReranker({ passageLimit: 3 });
    const { results, stats } = await reranker.rerank(query, ['one two three four five', 'short']);
    expect(results.find((row) => row.index === 0)).toMatchObject({ truncatedTokens: 2 });
    expect('truncatedTokens' in results.find((row) => row.index === 1)!).toBe(false);
    expect(stats.truncated).toBe(1);
  });

  test('rejects a query that is too long with its code, limit and count', async () => {
    await using reranker = await createFakeReranker({ queryLimit: 2 });
    await expect(reranker.rerank('one two three', objects)).rejects.toMatchObject({
      name: 'RerankError',
      code: 'query-too-long',
      details: { limit: 2, count: 3 },
    });
    expect((await reranker.rerank('one two', objects)).results).toHaveLength(objects.length);
  });

  test('scores in first-stage order when every passage has a score', async () => {
    const gate = gateAt(1000);
    await using reranker = await createFakeReranker({ beforeRow: gate.beforeRow });
    const scored = [0.1, 5, -2, 3].map((score) => ({ text: `scored ${score}`, score }));
    await reranker.rerank(query, scored);
    expect(gate.rows).toEqual(['scored 5', 'scored 3', 'scored 0.1', 'scored -2']);
  });
});
