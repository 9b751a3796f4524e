import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bootstrapInterval, pairedDifferences } from '../../src/eval/bootstrap';
import { mulberry32 } from '../../src/eval/mulberry32';

/** Returns nearly normal values with mean 0 and standard deviation 1, each the sum of twelve uniform draws. */
function normals(count: number, seed: number): number[] {
  const next = mulberry32(seed);
  return Array.from({ length: count }, () => Array.from({ length: 12 }, next).reduce((sum, value) => sum + value) - 6);
}

describe('bootstrapInterval()', () => {
  it('is a single point where all values are equal', () => {
    const { mean, low, high } = bootstrapInterval([[0.25, 0.25, 0.25]]);
    expect([mean, low, high]).toEqual([0.25, 0.25, 0.25]);
  });

  it('is 0 for two equal runs', () => {
    const run = normals(30, 5);
    expect(bootstrapInterval([pairedDifferences(run, run)])).toEqual({ mean: 0, low: 0, high: 0 });
  });

  it('has the bounds of the binomial distribution for values of 0 and 1', () => {
    // Of 100 draws with p = 0.5, 95 % have between 40 and 60 ones (standard deviation 5).
    const half = Array.from({ length: 100 }, (_, index) => index % 2);
    const { mean, low, high } = bootstrapInterval([half]);
    expect(mean).toBe(0.5);
    expect(Math.abs(low - 0.4)).toBeLessThan(0.011);
    expect(Math.abs(high - 0.6)).toBeLessThan(0.011);
  });

  it('extends 1.96 standard errors to each side for nearly normal values', () => {
    const values = normals(400, 2);
    const mean = values.reduce((sum, value) => sum + value) / 400;
    const deviation = Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / 400);
    const interval = bootstrapInterval([values]);
    expect((interval.high - interval.low) / 2 / (deviation / 20)).toBeCloseTo(1.96, 1);
  });

  it('contains the true mean in about 95 of 100 samples', () => {
    const held = Array.from({ length: 200 }, (_, sample) => {
      const { low, high } = bootstrapInterval([normals(50, 1000 + sample)], { resamples: 1000, seed: sample });
      return low <= 0 && high >= 0;
    });
    const share = held.filter(Boolean).length / held.length;
    expect(share).toBeGreaterThan(0.89);
    expect(share).toBeLessThan(0.99);
  });

  it('weighs all sets the same, whatever their size', () => {
    expect(bootstrapInterval([[1], [0, 0, 0, 0, 0, 0, 0, 0, 0]])).toEqual({ mean: 0.5, low: 0.5, high: 0.5 });
  });

  it('is narrower over two sets than over one of them', () => {
    const width = ({ low, high }: { low: number; high: number }) => high - low;
    const [one, other] = [normals(50, 1), normals(50, 2)];
    expect(width(bootstrapInterval([one, other]))).toBeLessThan(0.85 * width(bootstrapInterval([one])));
  });

  it('is the same for the same seed, and differs for another', () => {
    const values = [normals(20, 3)];
    expect(bootstrapInterval(values, { seed: 7 })).toEqual(bootstrapInterval(values, { seed: 7 }));
    expect(bootstrapInterval(values, { seed: 8 }).low).not.toBe(bootstrapInterval(values, { seed: 7 }).low);
  });

  it('lies within the values and shifts with them', () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: -1, max: 1, noNaN: true }), { minLength: 1, maxLength: 9 }), (values) => {
        const options = { resamples: 200 };
        const { mean, low, high } = bootstrapInterval([values], options);
        expect(low).toBeGreaterThanOrEqual(Math.min(...values) - 1e-12);
        expect(high).toBeLessThanOrEqual(Math.max(...values) + 1e-12);
        const moved = bootstrapInterval([values.map((value) => value + 3)], options);
        expect([moved.mean - 3 - mean, moved.low - 3 - low, moved.high - 3 - high].map(Math.abs)).toSatisfy(
          (gaps: number[]) => gaps.every((gap) => gap < 1e-9),
        );
      }),
    );
  });

  it('throws RangeError without sets or values', () => {
    expect(() => bootstrapInterval([])).toThrow(RangeError);
    expect(() => bootstrapInterval([[1], []])).toThrow('got sets of 1, 0 values');
  });
});

describe('pairedDifferences()', () => {
  it('subtracts the baseline from the system for each query', () => {
    expect(pairedDifferences([1, 0.5], [0.5, 0.5])).toEqual([0.5, 0]);
  });

  it('throws RangeError for runs over different numbers of queries', () => {
    expect(() => pairedDifferences([1, 2], [1])).toThrow('got 2 and 1 values');
  });

  it('gives a narrower interval than separate runs where the same queries are difficult for both', () => {
    const hard = normals(60, 11);
    const better = hard.map((value, query) => value + 0.1 + normals(60, 12)[query]! / 10);
    const paired = bootstrapInterval([pairedDifferences(better, hard)]);
    expect(paired.low).toBeGreaterThan(0);
    expect(bootstrapInterval([better]).low).toBeLessThan(0);
  });
});
