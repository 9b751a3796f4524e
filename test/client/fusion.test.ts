import { describe, expect, test } from 'vitest';
import type { PassageObject, RankEvent } from '../../src/index';
import { createFakeReranker } from '../../src/test';
import { gateAt } from './gate';

const query = 'broken clocks';
/** The model prefers the last passage, the first stage the first. */
const passages: readonly PassageObject[] = [
  { id: 'a', text: 'nothing of it', score: 90 },
  { id: 'b', text: 'a clock of old', score: 20 },
  { id: 'c', text: 'all clocks are there', score: 10 },
  { id: 'd', text: 'broken clocks', score: 5 },
];
const ids = (results: readonly { readonly id?: string | number }[]) => results.map(({ id }) => id).join('');

describe('rerank() with fusion', () => {
  test('is weighted by default when every passage has a score, and reports it', async () => {
    await using reranker = await createFakeReranker({ fusion: { weight: 0.9, fittedOn: 'a test' } });
    const { results, stats } = await reranker.rerank(query, passages);
    expect(stats.fusion).toBe('weighted');
    expect(ids(results)[0]).toBe('a');
    const values = results.map(({ fused }) => fused!);
    expect(values).toEqual([...values].sort((a, b) => b - a));
    const alone = await reranker.rerank(query, passages, { fusion: 'none' });
    expect(alone.stats.fusion).toBe('none');
    expect(ids(alone.results)[0]).toBe('d');
    expect(alone.results.some((row) => 'fused' in row)).toBe(false);
    const scores = (rows: typeof results) => new Map(rows.map(({ index, score }) => [index, score]));
    expect(scores(results)).toEqual(scores(alone.results));
  });

  test('uses the default weight for a card without one, and reports that it is not fitted', async () => {
    await using reranker = await createFakeReranker();
    expect(reranker.report.fusion).toEqual({ weight: 0.3 });
    const { results, stats } = await reranker.rerank(query, passages);
    expect(stats.fusion).toBe('weighted');
    expect(ids(results)[0]).toBe('d');
  });

  test('adds reciprocal ranks with `rrf`', async () => {
    await using reranker = await createFakeReranker();
    const { results, stats } = await reranker.rerank(query, passages, { fusion: 'rrf' });
    expect(stats.fusion).toBe('rrf');
    expect(results.find(({ id }) => id === 'd')!.fused).toBe(1 / 61 + 1 / 64);
  });

  test('rejects passages without scores before a model call', async () => {
    await using reranker = await createFakeReranker();
    const call = reranker.rerank(query, [...passages, 'bare'], { fusion: 'weighted' });
    await expect(call).rejects.toThrow(
      new TypeError('Expected `passages[4].score` to be a finite number for fusion `weighted`, got `undefined`'),
    );
    expect(reranker.stats.calls).toBe(0);
    const { stats } = await reranker.rerank(query, [...passages, 'bare']);
    expect(stats).toMatchObject({
      fusion: 'none',
      warnings: [
        'The ranking was not fused with the first stage: 1 of 5 passages has no finite `score`, the first is passages[4]',
      ],
    });
  });

  test('streams fused scores first and the rest in first-stage order, with no settled rank until all are scored', async () => {
    await using reranker = await createFakeReranker();
    const many = Array.from({ length: 40 }, (_, at) => ({
      text: `clocks ${at} of ${at * 7} broken`,
      score: (at * 37) % 41,
    }));
    let last: RankEvent | undefined;
    let partial = 0;
    for await (const event of reranker.stream(query, many, { fusion: 'weighted' })) {
      last = event;
      if (event.kind !== 'ranking') continue;
      const { results, scored } = event;
      if (scored < many.length) partial++;
      expect(event.settled).toBe(scored === many.length ? many.length : 0);
      const fused = results.slice(0, scored).map((row) => row.fused!);
      expect(fused).toEqual([...fused].sort((a, b) => b - a));
      const rest = results.slice(scored);
      expect(rest.every((row) => row.fused === undefined && row.scoredBy === 'none')).toBe(true);
      expect(rest.map(({ passage }) => passage.score)).toEqual(
        rest.map(({ passage }) => passage.score).sort((a, b) => b - a),
      );
    }
    expect(partial).toBeGreaterThan(0);
    const { results } = await reranker.rerank(query, many, { fusion: 'weighted' });
    expect(last).toMatchObject({ kind: 'done', results });
  });

  test('puts unscored passages last, in first-stage order, when the budget is used up', async () => {
    const gate = gateAt(3);
    await using reranker = await createFakeReranker({ beforeRow: gate.beforeRow });
    const call = reranker.rerank(query, passages, { budgetMs: 200 });
    const { results, stats } = await call; // the gate is shut before the third row
    gate.open();
    expect(stats).toMatchObject({ complete: false, fusion: 'weighted' });
    const scored = results.slice(0, stats.scored);
    expect(scored.every((row) => row.fused !== undefined)).toBe(true);
    expect(ids(results.slice(stats.scored))).toBe('abcd'.slice(stats.scored));
  });
});

describe('rerank() of texts that the model does not read', () => {
  const foreign: readonly PassageObject[] = [
    { id: 'a', text: 'сломанные часы', score: 9 },
    { id: 'b', text: 'nothing of it', score: 7 },
    { id: 'c', text: 'broken clocks', score: 5 },
    { id: 'd', text: '坏掉的时钟', score: 1 },
  ];

  test('keeps the first-stage order for such a query, and leaves the model’s scores unchanged', async () => {
    await using reranker = await createFakeReranker({ languages: ['en'] });
    const { results, stats } = await reranker.rerank('сломанные часы', passages);
    expect(ids(results)).toBe('abcd');
    expect(stats).toMatchObject({ fusion: 'first-stage', complete: true });
    expect(stats.warnings).toEqual([expect.stringContaining('The query is mostly in Cyrillic, which fake (en)')]);
    expect(results.every((row) => Number.isFinite(row.score) && !('fused' in row))).toBe(true);
    const bare = await reranker.rerank('сломанные часы', ['x', 'y', 'сломанные часы']);
    expect(bare.results.map(({ index }) => index)).toEqual([0, 1, 2]);
    const model = await reranker.rerank('сломанные часы', ['x', 'y', 'сломанные часы'], { fusion: 'none' });
    expect(model.results[0]!.index).toBe(2);
    expect(model.stats).toMatchObject({
      fusion: 'none',
      warnings: { 0: 'The query is mostly in Cyrillic, which fake (en) does not read' },
    });
  });

  test('keeps the first-stage order of such passages, and ranks the others', async () => {
    await using reranker = await createFakeReranker({ languages: ['en'] });
    const { results, stats } = await reranker.rerank(query, foreign);
    const order = ids(results);
    expect(order.indexOf('a')).toBeLessThan(order.indexOf('d'));
    expect(order.indexOf('c')).toBeLessThan(order.indexOf('b'));
    expect(order[0]).toBe('a');
    expect(stats.warnings).toEqual([
      '2 of 4 passages are mostly in Cyrillic, Han, which fake (en) does not read: only their first-stage scores were used',
    ]);
  });

  test('gives no warning when the model reads any language', async () => {
    await using reranker = await createFakeReranker();
    expect((await reranker.rerank('часы', foreign)).stats).toMatchObject({ fusion: 'weighted', warnings: [] });
  });
});

describe('minScore auto', () => {
  const threshold = { score: 0.4, falseNegativeRate: 0.02, fittedOn: 'a test' };

  test('is the threshold of the report, which cuts by score with fusion too', async () => {
    await using reranker = await createFakeReranker({ threshold, fusion: { weight: 0.9, fittedOn: 'a test' } });
    expect(reranker.report.threshold).toEqual(threshold);
    const { results } = await reranker.rerank(query, passages, { minScore: 'auto' });
    const all = (await reranker.rerank(query, passages)).results;
    const kept = all.filter((row) => row.score! >= threshold.score);
    expect(kept.length).toBeGreaterThan(0);
    expect(kept.length).toBeLessThan(all.length);
    expect(ids(results)).toBe(ids(kept));
  });

  test('throws a RangeError when the model has no threshold', async () => {
    await using reranker = await createFakeReranker();
    expect('threshold' in reranker.report).toBe(false);
    await expect(reranker.rerank(query, passages, { minScore: 'auto' })).rejects.toThrow(
      new RangeError('Expected `minScore` to be a number, got `auto`: the card of fake has no threshold'),
    );
    await expect(reranker.stream(query, passages, { minScore: 'auto' }).next()).rejects.toThrow(RangeError);
  });
});
