import { describe, expect, test } from 'vitest';
import { expectedGrade } from '../../../src/methods/pointwise/graded';
import { testMethod } from '../../contracts/test-method';

testMethod('graded');

describe('expectedGrade()', () => {
  test('is the mean grade by probability, as a share of the largest', () => {
    expect(expectedGrade([0, 0, 0, 0, 0])).toBeCloseTo(0.5, 12);
    expect(expectedGrade([-1000, -1000, -1000, 0, -1000])).toBeCloseTo(0.75, 12);
    expect(expectedGrade([Math.log(1), Math.log(3)])).toBeCloseTo(0.75, 12);
    expect(expectedGrade([1000, 1001, 999])).toBeCloseTo(expectedGrade([0, 1, -1]), 12);
  });
});
