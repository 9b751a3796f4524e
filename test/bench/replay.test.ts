import { describe, expect, test } from 'vitest';
import { overlap, replay } from '../../bench/cascade/replay';

const fit = { from: '', weights: '', slope: 1, intercept: 0, residual: 0.01, shift: 0.01, fittedOn: '' };
const main = Array.from({ length: 30 }, (_, at) => 1 - at / 30);

describe('replay()', () => {
  test('finds the exact top with a first-pass model that agrees, and spares the rest', () => {
    const run = replay(fit, { scout: main, main }, 5);
    expect(run.found).toEqual([0, 1, 2, 3, 4]);
    expect(run.exact).toEqual(run.found);
    expect(run.scored).toBeLessThan(15);
    expect(run.chance).toBeLessThan(0.2);
  });

  test('misses what the first-pass model is sure of and wrong about', () => {
    const scout = main.map((logit, at) => (at === 0 ? -1 : logit));
    const run = replay(fit, { scout, main }, 5);
    expect(run.found).not.toContain(0);
    expect(overlap(run)).toBe(0.8);
  });
});
