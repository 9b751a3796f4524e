import { describe, expect, it } from 'vitest';
import { findingsOf } from '../../bench/methods/findings';
import type { Finding } from '../../bench/methods/findings';
import type { BenchModel, Models } from '../../bench/methods/models';
import type { MethodsRecord } from '../../bench/methods/record';

const model: BenchModel = { name: 'lm', model: 'lm', folder: '', fingerprint: 'f', abilities: [], trained: true };
const models: Models = new Map([['language model', model]]);

/** `yes-no` on sets of so many queries, at the figures given, where BM25 has 0.5 and a random order 0.3. */
function found(sets: Record<string, readonly number[]>, of = models, fingerprint = 'f'): Finding {
  const baseline = { firstStage: 0.5, random: 0.3 };
  const record: MethodsRecord = {
    format: 1,
    timings: {},
    sets: Object.fromEntries(
      Object.entries(sets).map(([set, values]) => {
        const ids = values.map((_, at) => `q${at}`);
        const queries = Object.fromEntries(
          values.map((ndcg10, at) => [ids[at]!, { ndcg10, calls: 21, tokens: 2000, seconds: 2 }]),
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
  it('recommends what surely beats BM25 on every set', () => {
    const one = found({ a: many(0.6), b: many(0.55) });
    expect(one).toMatchObject({ verdict: 'recommended', cost: { calls: 21, tokens: 2000, seconds: 2, timed: false } });
    expect(one.gain!.mean).toBeCloseTo(0.075, 12);
    expect(one.sets['a']).toMatchObject({ queries: 12, firstStage: 0.5 });
    expect(one.sets['a']!.random).toBeCloseTo(0.3, 12);
  });

  it.each<[what: string, sets: Record<string, readonly number[]>, verdict: string]>([
    ['beats BM25 on one set alone', { a: many(0.7), b: many(0.45) }, 'unsure'],
    ['beats it on some queries', { a: [...many(1, 6), ...many(0.1, 6)] }, 'unsure'],
    ['is below BM25', { a: many(0.45), b: many(0.5) }, 'larger'],
    ['was judged on few queries', { a: many(0.9), b: many(0.9, 9) }, 'few'],
  ])('does not recommend what %s', (_, sets, verdict) => {
    expect(found(sets).verdict).toBe(verdict);
  });

  it('says nothing of figures of another model, or of random numbers', () => {
    expect(found({ a: many(0.9) }, models, 'older')).toMatchObject({ verdict: 'open', sets: {} });
    expect(found({ a: many(0.9) }, new Map([['language model', { ...model, trained: false }]])).verdict).toBe(
      'untrained',
    );
    expect(found({ a: many(0.9) }, new Map()).verdict).toBe('missing');
  });
});
