import { describe, expect, test } from 'vitest';
import { createFakeReranker } from '../../src/test';
import type { CreateOptions } from '../../src/client/reranker';

const passages = ['rye bread keeps fresh', 'old clocks', 'bread', 'keep rye bread fresh', 'trains'];

describe('createReranker({ stages })', () => {
  test('ranks passages that a later stage ranked above the others', async () => {
    await using reranker = await createFakeReranker({ stages: ['embedding', { method: 'listwise', top: 2 }] });
    expect(reranker.report).toMatchObject({ method: 'embedding>listwise:2', scoreKind: 'list' });
    const { results } = await reranker.rerank('keep rye bread fresh', passages);
    expect(results.map(({ index }) => index).slice(0, 2)).toEqual([3, 0]);
    expect(results.map(({ score }) => score)).toEqual(
      [1, 0.8, 0.6, 0.4, 0.2].map((score) => expect.closeTo(score) as number),
    );
  });

  test('uses calibration, threshold and fusion weight only with the card’s own method', async () => {
    const threshold = { score: 0.5, falseNegativeRate: 0.1, fittedOn: 'pairs' };
    await using own = await createFakeReranker({ threshold, fusion: { weight: 0.2, fittedOn: 'pairs' } });
    await using other = await createFakeReranker({
      threshold,
      fusion: { weight: 0.2, fittedOn: 'pairs' },
      method: 'cross-encoder',
    });
    expect([own.report.threshold, own.report.fusion.weight]).toEqual([threshold, 0.2]);
    expect([other.report.threshold, other.report.fusion.weight]).toEqual([undefined, 0.3]);
    const [result] = (await other.rerank('bread', ['bread'])).results;
    expect(result!.score).toBe(result!.logit);
  });

  test('settles no more ranks than requested', async () => {
    await using reranker = await createFakeReranker({ method: 'setwise-bubble' });
    const calls = async (topN: number) => (await reranker.rerank('bread', passages, { topN })).stats.modelCalls;
    expect(await calls(1)).toBeLessThan(await calls(4));
  });

  test.each<[CreateOptions, string]>([
    [{ stages: [] }, 'Expected `stages` to be an array of at least one stage, got an array'],
    [{ stages: ['listwise'], method: 'listwise' }, 'Expected `method` or `stages`, got both'],
    [{ stages: [{ method: 'listwise', top: 0 }] }, 'Expected `stages[0].top` to be a positive integer, got `0`'],
    [{ stages: [3 as unknown as string] }, 'Expected `stages[0].method` to be a string, got `undefined`'],
  ])('refuses %o', async (options, message) => {
    await expect(createFakeReranker(options as object)).rejects.toThrow(message);
  });
});
