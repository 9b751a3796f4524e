import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import type { Job } from '../../bench/quality/job';
import { measure } from '../../bench/quality/measure';
import type { Outcome } from '../../bench/quality/record';
import { planSets } from '../../bench/quality/sets';
import { createFakeReranker } from '../../src/test';
import type { FakeEngineOptions } from '../../src/test';
import { tinySets } from './tiny-sets';

const pass: Job['pass'] = { name: 'fake', options: { model: 'base' }, fusions: ['weighted', 'rrf'] };

async function outcomeOf(changes: Partial<Job['plan']> = {}, engine: FakeEngineOptions = {}): Promise<Outcome> {
  const [plan] = (await planSets(await tinySets(), {})) ?? [];
  return measure({ plan: { ...plan!, ...changes }, pass, model: '' }, (options) =>
    createFakeReranker({ ...options, ...engine }),
  );
}

describe('measure()', () => {
  it('gives the metrics of every judged query, before and after, in the order of the queries file', async () => {
    const { queries, firstStage, measured } = await outcomeOf();
    expect(queries).toEqual(['q1', 'q2', 'q3']);
    expect(firstStage).toEqual({ ndcg10: [0.5, 1, 0], mrr10: [0.3333, 1, 0], map: [0.3333, 1, 0] });
    expect(measured.rankings.none).toEqual({ ndcg10: [1, 1, 0], mrr10: [1, 1, 0], map: [1, 1, 0] });
    expect(measured).toMatchObject({ engine: 'fake@1', unread: 0 });
  });

  it('fuses with first-stage scores, which lower a passage that BM25 ranks last', async () => {
    const { measured } = await outcomeOf();
    // The model ranks d2 first and BM25 ranks it last. It stays first with `weighted`; with `rrf`, d3 ties with it or
    // is above it.
    expect(measured.rankings.weighted?.mrr10).toEqual([1, 1, 0]);
    expect(measured.rankings.rrf?.mrr10[0]).toBeLessThan(1);
  });

  it('encodes every passage once, and measures the cost', async () => {
    const { cost } = (await outcomeOf()).measured;
    expect(cost.passages).toBe(3);
    expect(cost.bytesPerPassage).toBeGreaterThan(0);
    expect(cost.bytesOf150).toBeGreaterThan(10 * cost.bytesPerPassage);
    expect(cost.msPerPassage).toBeGreaterThanOrEqual(0);
    expect(cost.msPerKeptQuery).toBeGreaterThanOrEqual(0);
  });

  it('re-ranks the requested candidates and leaves the others in their order', async () => {
    const { measured } = await outcomeOf({ candidates: 2 });
    expect(measured.rankings.none.mrr10).toEqual([0.3333, 1, 0]);
    expect(measured.rankings.rrf?.mrr10).toEqual([0.3333, 1, 0]);
  });

  it('counts from the lowest relevant grade, over the first queries', async () => {
    const { queries, firstStage } = await outcomeOf({ minGrade: 2, queries: 2 });
    expect(queries).toEqual(['q1', 'q2']);
    expect(firstStage.mrr10).toEqual([0.3333, 0]);
  });

  it('counts queries that are too long, and keeps their order under every fusion', async () => {
    const { measured, firstStage } = await outcomeOf({}, { queryLimit: 2 });
    expect(measured.unread).toBe(1);
    expect(measured.rankings.none.ndcg10[0]).toBe(firstStage.ndcg10[0]);
    expect(measured.rankings.weighted?.ndcg10[0]).toBe(firstStage.ndcg10[0]);
  });

  it('reports the share of passages truncated', async () => {
    expect((await outcomeOf({}, { passageLimit: 4 })).measured.cost.truncated).toBe(0.3333);
  });

  it('compares the scores of judged candidates with their judgments', async () => {
    const { reliability } = (await outcomeOf()).measured;
    expect(reliability).toMatchObject({ count: 3, relevant: 2 / 3 });
    expect(reliability?.balancedError).toBeGreaterThan(0);
  });

  const data = fileURLToPath(new URL('../../../shared/data/eval', import.meta.url));
  it('reads dl19 as published: BM25 of its first two queries', async ({ skip }) => {
    skip(!existsSync(data), `there is no ${data}`);
    const [plan] = (await planSets(data, { names: ['dl19'], queries: 2 })) ?? [];
    const { firstStage, measured } = await measure({ plan: plan!, pass, model: '' }, createFakeReranker);
    expect(plan?.minGrade).toBe(2);
    expect(firstStage.ndcg10).toEqual([0.5257, 0.8238]);
    expect(measured.cost.passages).toBe(210); // with the texts that the check for echoes encodes
  });
});
