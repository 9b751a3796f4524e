import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { PassageObject, RankEvent, Reranker } from '../../src/index';
import type { Exit, ModelCard } from '../../src/models/card';
import { createTiny, faultyWorkers, sentences, tinyLate } from './harness';

const query = 'the baker wakes early';
const passages: readonly PassageObject[] = sentences(24).map((text, at) => ({ text, score: (at * 17) % 23 }));
const threshold = { score: 0.5, falseNegativeRate: 0.1, fittedOn: 'nothing' };
const firstStage = [...passages.keys()].sort((a, b) => passages[b]!.score! - passages[a]!.score! || a - b);
const indexes = (results: readonly { readonly index: number }[]) => results.map(({ index }) => index);

/** Creates a reranker of the tiny model with a card that has more facts about its exits. */
async function createWith(changes: Partial<Exit>, languages: readonly string[] = ['en']): Promise<Reranker> {
  const card = (await (await fetch(new URL('card.json', tinyLate))).json()) as ModelCard;
  const exits = card.exits!.map((exit) => ({ ...exit, ...changes }));
  return createTiny({ worker: faultyWorkers({ card: JSON.stringify({ ...card, exits, languages }) }).make });
}

let reranker: Reranker;
beforeAll(async () => {
  reranker = await createWith({ fusion: { weight: 1, fittedOn: 'nothing' }, threshold });
});
afterAll(() => reranker.dispose());

describe('the report of a worker', () => {
  test('has the languages, fusion and threshold of the card', async () => {
    expect(reranker.report).toMatchObject({ languages: ['en'], fusion: { weight: 1, fittedOn: 'nothing' }, threshold });
    const plain = await createTiny();
    expect(plain.report).toMatchObject({ languages: ['en'], fusion: { weight: 0.3 } });
    expect('threshold' in plain.report).toBe(false);
    await expect(plain.rerank(query, passages, { minScore: 'auto' })).rejects.toThrow(RangeError);
    await plain.dispose();
  });
});

describe('fusion through a worker', () => {
  test('uses the weight of the card, and does not change the scores', async () => {
    const fused = await reranker.rerank(query, passages);
    const alone = await reranker.rerank(query, passages, { fusion: 'none' });
    expect([fused.stats.fusion, alone.stats.fusion]).toEqual(['weighted', 'none']);
    expect(indexes(fused.results)).toEqual(firstStage);
    expect(indexes(alone.results)).not.toEqual(firstStage);
    const scores = (results: typeof alone.results) => new Map(results.map(({ index, score }) => [index, score]));
    expect(scores(fused.results)).toEqual(scores(alone.results));
  });

  test('ends a stream with what rerank() returns', async () => {
    let last: RankEvent | undefined;
    for await (const event of reranker.stream(query, passages, { fusion: 'rrf', topN: 7 })) last = event;
    const { results, stats } = await reranker.rerank(query, passages, { fusion: 'rrf', topN: 7 });
    expect(stats.fusion).toBe('rrf');
    expect(last).toMatchObject({ kind: 'done', results });
    expect(results).toHaveLength(7);
  });

  test('cuts at the threshold of the card, by score', async () => {
    const all = (await reranker.rerank(query, passages)).results;
    const median = all.map(({ score }) => score!).sort((a, b) => a - b)[12]!;
    const cutting = await createWith({ threshold: { ...threshold, score: median } });
    const { results, stats } = await cutting.rerank(query, passages, { minScore: 'auto' });
    expect(stats.fusion).toBe('weighted');
    expect(results).toHaveLength(12);
    expect(results.every(({ score }) => score! >= median)).toBe(true);
    await cutting.dispose();
  });
});

describe('texts in a script that the model does not read', () => {
  const foreign = { text: 'Пекарь просыпается рано', score: 30 };

  test('keep the first-stage order as a query, and are scored', async () => {
    const { results, stats } = await reranker.rerank('面包师起得很早', passages);
    expect(indexes(results)).toEqual(firstStage);
    expect(results.every(({ score }) => Number.isFinite(score))).toBe(true);
    expect(stats).toMatchObject({
      fusion: 'first-stage',
      warnings: ['The query is mostly in Han, which tiny-late (en) does not read: the first-stage order was kept'],
    });
  });

  test('are ranked by their first-stage score as a passage', async () => {
    const mild = await createWith({});
    const { results, stats } = await mild.rerank(query, [...passages, foreign]);
    expect(results[0]!.passage).toBe(foreign);
    expect(stats.warnings).toEqual([
      '1 of 25 passages is mostly in Cyrillic, which tiny-late (en) does not read: only their first-stage scores were used',
    ]);
    await mild.dispose();
  });

  test('have no effect with a model of any language', async () => {
    const any = await createWith({}, ['*']);
    const { stats } = await any.rerank('面包师起得很早', [...passages, foreign]);
    expect(stats).toMatchObject({ fusion: 'weighted', warnings: [] });
    await any.dispose();
  });
});
