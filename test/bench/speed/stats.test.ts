import { describe, expect, it } from 'vitest';
import { spread, spreads } from '../../../bench/speed/stats';

describe('spread()', () => {
  it('has the middle of an odd number of runs, whatever their order', () => {
    expect(spread([30, 10, 20])).toEqual({ median: 20, low: 10, high: 30, runs: 3 });
  });

  it('has the mean of the two in the middle of an even number', () => {
    expect(spread([1, 2, 4, 100]).median).toBe(3);
  });

  it('refuses to make something of nothing', () => {
    expect(() => spread([])).toThrow(RangeError);
  });
});

describe('spreads()', () => {
  it('takes each figure from the runs that have it and leaves out what is no number', () => {
    const made = spreads([
      { ms: 1, name: 'a' },
      { ms: 3, name: 'b', secondMs: 7 },
    ]);
    expect(Object.keys(made)).toEqual(['ms', 'secondMs']);
    expect(made['ms']!.median).toBe(2);
    expect(made['secondMs']!.runs).toBe(1);
  });
});
