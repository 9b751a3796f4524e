import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { calibrate } from '../../src/models/calibration';

const calibration = { slope: 8, intercept: -4, fittedOn: 'nothing' };
const number = fc.double({ noNaN: true });

describe('calibrate()', () => {
  test.each([
    [0.5, 0.5],
    [1, 1 / (1 + Math.exp(-4))],
    [0, 1 / (1 + Math.exp(4))],
  ])('maps %d to %d', (logit, score) => {
    expect(calibrate(logit, calibration)).toBeCloseTo(score, 12);
  });

  test('stays in [0, 1] and keeps the order', () => {
    fc.assert(
      fc.property(number, number, (a, b) => {
        const [low, high] = [calibrate(Math.min(a, b), calibration), calibrate(Math.max(a, b), calibration)];
        expect(low).toBeGreaterThanOrEqual(0);
        expect(high).toBeLessThanOrEqual(1);
        expect(low).toBeLessThanOrEqual(high);
      }),
    );
  });

  test('is the logit if the card has no calibration', () => {
    fc.assert(
      fc.property(number, (logit) => {
        expect(calibrate(logit, undefined)).toBe(logit);
      }),
    );
  });
});
