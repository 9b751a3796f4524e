import { describe, expect, test } from 'vitest';
import { overlap, replay } from '../../bench/cascade/replay';

const fit = { from: '', weights: '', slope: 1, intercept: 0, residual: 0.01, shift: 0.01, fittedOn: '' };
const main = Array.from({ length: 30 }, (_, index) => 1 - index / 30);

describe('replay()', () => {
  test('finds the exact top with a first-pass model that agrees, and skips the rest', () => {
    const run = replay(fit, { firstPass: main, main }, 5);
    expect(run.found).toEqual([0, 1, 2, 3, 4]);
    expect(run.exact).toEqual(run.found);
    expect(run.scored).toBeLessThan(15);
    expect(run.chance).toBeLessThan(0.2);
  });

  test('misses a passage that the first-pass model scores confidently and wrongly', () => {
    const firstPass = main.map((logit, index) => (index === 0 ? -1 : logit));
    const run = replay(fit, { firstPass, main }, 5);
    expect(run.found).not.toContain(0);
    expect(overlap(run)).toBe(0.8);
  });
});
