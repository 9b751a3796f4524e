import { describe, expect, it } from 'vitest';
import { mulberry32 } from '../../src/eval/mulberry32';
import type { JudgedScore } from '../../src/eval/reliability';
import { reliability } from '../../src/eval/reliability';

const times = (count: number, score: number, relevant: boolean): JudgedScore[] =>
  Array.from({ length: count }, () => ({ score, relevant }));

describe('reliability()', () => {
  it('weighs the distance of each bin by its size', () => {
    // By hand: 6 of 8 at 0.25 (distance 0.5 − 0.25) and 2 at 0.75, none relevant (0.75): (6 · 0.25 + 2 · 0.75) / 8 =
    // 0.375.
    const { error, bins, count, relevant } = reliability(
      [...times(3, 0.25, true), ...times(3, 0.25, false), ...times(2, 0.75, false)],
      { bins: 2 },
    );
    expect(error).toBeCloseTo(0.375, 12);
    expect([count, relevant]).toEqual([8, 3 / 8]);
    expect(bins).toEqual([
      { low: 0, high: 0.5, count: 6, predicted: 0.25, observed: 0.5 },
      { low: 0.5, high: 1, count: 2, predicted: 0.75, observed: 0 },
    ]);
  });

  it('puts a lower bound in its bin and 1 in the last, and omits empty bins', () => {
    const { bins } = reliability([...times(1, 1 / 3, true), ...times(1, 1, true)], { bins: 3 });
    expect(bins.map((bin) => [bin.low, bin.high])).toEqual([
      [1 / 3, 2 / 3],
      [2 / 3, 1],
    ]);
  });

  it('has 15 bins by default', () => {
    const spread = Array.from({ length: 150 }, (_, index) => ({ score: index / 150, relevant: false }));
    expect(reliability(spread).bins).toHaveLength(15);
  });

  it('is near 0 for scores that are true probabilities, and large for scores twice as high', () => {
    const next = mulberry32(4);
    const chances = Array.from({ length: 20_000 }, () => next() / 2);
    const judged = chances.map((score) => ({ score, relevant: next() < score }));
    expect(reliability(judged).error).toBeLessThan(0.02);
    expect(reliability(judged.map((one) => ({ ...one, score: one.score * 2 }))).error).toBeGreaterThan(0.2);
  });

  it('gives both kinds the same weight when balanced', () => {
    // By hand: one bin at 0.5; 1 of 10 is relevant, half of the weight.
    const judged = [...times(1, 0.5, true), ...times(9, 0.5, false)];
    expect(reliability(judged, { bins: 1 }).error).toBeCloseTo(0.4, 12);
    expect(reliability(judged, { bins: 1, balanced: true }).error).toBeCloseTo(0, 12);
  });

  it('throws RangeError without scores, for a logit, and for one kind alone when balanced', () => {
    expect(() => reliability([])).toThrow(RangeError);
    expect(() => reliability(times(1, -3, true))).toThrow('Expected scores in [0, 1], got -3');
    expect(() => reliability(times(1, NaN, true))).toThrow(RangeError);
    expect(() => reliability(times(2, 0.5, true), { balanced: true })).toThrow('got a share of 1');
  });
});
