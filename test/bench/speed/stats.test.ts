import { describe, expect, it } from 'vitest';
import { spread, spreads } from '../../../bench/speed/stats';

describe('spread()', () => {
  it('has the median of an odd number of runs, in any order', () => {
    expect(spread([30, 10, 20])).toEqual({ median: 20, low: 10, high: 30, runs: 3 });
  });

  it('has the mean of the two middle values of an even number of runs', () => {
    expect(spread([1, 2, 4, 100]).median).toBe(3);
  });

  it('throws RangeError without values', () => {
    expect(() => spread([])).toThrow(RangeError);
  });
});

describe('spreads()', () => {
  it('uses the runs that have a figure and ignores other values than numbers', () => {
    const made = spreads([
      { ms: 1, name: 'a' },
      { ms: 3, name: 'b', secondMs: 7 },
    ]);
    expect(Object.keys(made)).toEqual(['ms', 'secondMs']);
    expect(made['ms']!.median).toBe(2);
    expect(made['secondMs']!.runs).toBe(1);
  });
});
