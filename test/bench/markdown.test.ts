import { describe, expect, it } from 'vitest';
import { decimal, gain, percent, share, table, whole } from '../../bench/quality/markdown';

describe('table()', () => {
  it('aligns names to the left and figures to the right', () => {
    expect(table(['system', 'a'], [['base', '1']])).toBe('| system | a |\n|---|---:|\n| base | 1 |');
  });
});

describe('figures', () => {
  it('have one format each', () => {
    expect([share(0.66384), share(1), share(0)]).toEqual(['.6638', '1.0000', '.0000']);
    expect([decimal(14.26), decimal(0.5, 2), whole(33920.4), percent(0.727)]).toEqual([
      '14.3',
      '0.50',
      '33,920',
      '72.7%',
    ]);
    expect(gain({ mean: 0.158, low: -0.00001, high: 0.2 })).toBe('+.1580 [.0000, +.2000]');
    expect(gain({ mean: -0.1, low: -0.2, high: 0 })).toBe('−.1000 [−.2000, .0000]');
  });

  it('are a dash where they are absent', () => {
    expect([share(undefined), decimal(null), whole(undefined), percent(undefined), gain(undefined)]).toEqual(
      Array(5).fill('–'),
    );
  });
});
