import { describe, expect, it } from 'vitest';
import { findingsOf } from '../../bench/methods/findings';
import type { Finding } from '../../bench/methods/findings';
import type { BenchModel } from '../../bench/methods/bench-model';
import type { Models } from '../../bench/methods/models';
import type { MethodsRecord } from '../../bench/methods/record';

const model: BenchModel = { name: 'lm', model: 'lm', folder: '', fingerprint: 'f', abilities: [], trained: true };
const models: Models = new Map([['language model', model]]);

/** Returns the finding about `yes-no` with the given values of queries, where BM25 has 0.5 and a random order 0.3. */
function found(sets: Record<string, readonly number[]>, of = models, fingerprint = 'f'): Finding {
  const baseline = { firstStage: 0.5, random: 0.3 };
  const record: MethodsRecord = {
    format: 1,
    timings: {},
    sets: Object.fromEntries(
      Object.entries(sets).map(([set, values]) => {
        const ids = values.map((_, i) => `q${i}`);
        const queries = Object.fromEntries(
          values.map((ndcg10, i) => [ids[i]!, { ndcg10, calls: 21, tokens: 2000, seconds: 2 }]),
        );
        const method = { model: 'lm', fingerprint, candidates: 20, passageTokens: 64, queries };
        return [set, { baselines: Object.fromEntries(ids.map((id) => [id, baseline])), methods: { 'yes-no': method } }];
      }),
    ),
  };
  return findingsOf(record, of).find(({ contender }) => contender.name === 'yes-no')!;
}
const many = (value: number, count = 12) => Array.from({ length: count }, () => value);

describe('findingsOf()', () => {
  it('recommends a method that significantly beats BM25 on every set', () => {
    const one = found({ a: many(0.6), b: many(0.55) });
    expect(one).toMatchObject({ verdict: 'recommended', cost: { calls: 21, tokens: 2000, seconds: 2, timed: false } });
    expect(one.gain!.mean).toBeCloseTo(0.075, 12);
    expect(one.sets['a']).toMatchObject({ queries: 12, firstStage: 0.5 });
    expect(one.sets['a']!.random).toBeCloseTo(0.3, 12);
  });

  it.each<[what: string, sets: Record<string, readonly number[]>, verdict: string]>([
    ['beats BM25 on one set only', { a: many(0.7), b: many(0.45) }, 'insignificant'],
    ['beats it on some queries', { a: [...many(1, 6), ...many(0.1, 6)] }, 'insignificant'],
    ['is below BM25', { a: many(0.45), b: many(0.5) }, 'larger'],
    ['was measured on few queries', { a: many(0.9), b: many(0.9, 9) }, 'few'],
  ])('does not recommend a method that %s', (_, sets, verdict) => {
    expect(found(sets).verdict).toBe(verdict);
  });

  it('has no findings from another model or from random weights', () => {
    expect(found({ a: many(0.9) }, models, 'older')).toMatchObject({ verdict: 'open', sets: {} });
    expect(found({ a: many(0.9) }, new Map([['language model', { ...model, trained: false }]])).verdict).toBe(
      'untrained',
    );
    expect(found({ a: many(0.9) }, new Map()).verdict).toBe('missing');
  });
});
