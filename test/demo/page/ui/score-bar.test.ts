import { describe, expect, it } from 'vitest';
import { THRESHOLD_FRACTION, barFraction } from '../../../../src/demo/page/ui/score-bar';

describe('barFraction()', () => {
  it('puts the threshold at a third, and 0.09 well beyond a threshold of 0.04', () => {
    expect(barFraction(0.04, 0.04)).toBeCloseTo(THRESHOLD_FRACTION);
    expect(barFraction(0.09, 0.04)).toBeGreaterThan(0.5);
    expect(barFraction(0.01, 0.04)).toBeLessThan(0.2);
  });

  it('rises with the score and stays in [0, 1]', () => {
    const bars = [0, 1e-6, 0.01, 0.039, 0.04, 0.3, 0.99, 1].map((score) => barFraction(score, 0.04));
    expect(bars).toEqual([...bars].sort((a, b) => a - b));
    expect(Math.min(...bars)).toBeGreaterThanOrEqual(0);
    expect(Math.max(...bars)).toBeLessThanOrEqual(1);
  });

  it('is the score clamped to [0, 1] without a threshold, and 0 without a score', () => {
    expect([0.25, -3, 7, NaN].map((score) => barFraction(score))).toEqual([0.25, 0, 1, 0]);
  });
});
