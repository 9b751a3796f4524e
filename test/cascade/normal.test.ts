import { describe, expect, test } from 'vitest';
import { upperTailProbability } from '../../src/cascade/normal';

describe('chanceAbove()', () => {
  // The values come from tables of the normal distribution.
  test.each([
    [0, 0.5],
    [0.5, 0.30853753872598694],
    [1, 0.15865525393145707],
    [1.96, 0.024997895148220435],
    [3, 0.0013498980316300933],
    [6, 9.865876450376946e-10],
  ])('of %d is %d', (z, chance) => {
    expect(Math.abs(upperTailProbability(z) - chance)).toBeLessThan(1e-7 * chance + 1e-9);
    expect(upperTailProbability(-z)).toBeCloseTo(1 - chance, 6);
  });

  test('is 0 and 1 at the ends', () => {
    expect(upperTailProbability(Infinity)).toBe(0);
    expect(upperTailProbability(-Infinity)).toBe(1);
  });
});
