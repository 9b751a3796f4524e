import { describe, expect, it } from 'vitest';
import type { Values } from '../../bench/quality/record';
import type { Row } from '../../bench/quality/rows';
import { gainOver, intervalOf, meanOf } from '../../bench/quality/rows';

const row = (name: string, sets: Readonly<Record<string, readonly number[]>>): Row => ({
  name,
  kind: 'model',
  values: new Map(
    Object.entries(sets).map(([set, list]): [string, Values] => [set, { ndcg10: list, mrr10: list, map: list }]),
  ),
});

const bm25 = row('BM25', { large: [0, 0, 0, 0], small: [1] });
const model = row('base', { large: [0.5, 0.5, 0.5, 0.5], small: [1] });

describe('meanOf()', () => {
  it('weighs all sets the same', () => {
    expect(meanOf(model, 'map', ['large', 'small'])).toBe(0.75);
    expect(meanOf(model, 'map', ['large'])).toBe(0.5);
  });

  it('is undefined where a set is missing, or there is none', () => {
    expect(meanOf(model, 'map', ['large', 'other'])).toBeUndefined();
    expect(meanOf(model, 'map', [])).toBeUndefined();
  });
});

describe('gainOver()', () => {
  it('is the mean difference with its interval', () => {
    expect(gainOver(model, bm25, ['large', 'small'])).toEqual({ mean: 0.25, low: 0.25, high: 0.25 });
  });

  it('is undefined over itself, without a baseline, and where a set is missing', () => {
    expect(gainOver(model, model, ['large'])).toBeUndefined();
    expect(gainOver(model, undefined, ['large'])).toBeUndefined();
    expect(gainOver(model, row('other', { small: [1] }), ['large', 'small'])).toBeUndefined();
  });
});

describe('intervalOf()', () => {
  it('contains the mean', () => {
    const { mean, low, high } = intervalOf(row('any', { set: [0, 0.5, 1, 1] }), ['set'])!;
    expect(mean).toBe(0.625);
    expect([low < mean, mean < high]).toEqual([true, true]);
  });
});
