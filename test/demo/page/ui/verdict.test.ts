import { describe, expect, it } from 'vitest';
import { describeFigures, verdictOf } from '../../../../src/demo/page/ui/verdict';

describe('verdictOf()', () => {
  it.each([
    [0.9, 'answers'],
    [0.11, 'answers'],
    [0.09, 'may answer'],
    [0.036, 'may answer'],
    [0.0359, 'related'],
    [0, 'related'],
  ])('is for a score of %d with a threshold of 0.036 “%s”', (score, verdict) => {
    expect(verdictOf(score, 0.036)).toBe(verdict);
  });

  it('says nothing without a score or without a threshold', () => {
    expect([verdictOf(NaN, 0.036), verdictOf(0.9, undefined)]).toEqual([undefined, undefined]);
  });
});

describe('describeFigures()', () => {
  it('states score and threshold exactly, and nothing without a score', () => {
    expect(describeFigures(0.0312, 0.03594)).toBe('Score 0.031; passages below 0.036 count as not relevant');
    expect(describeFigures(2.5, undefined)).toBe('Score 2.500');
    expect(describeFigures(NaN, 0.036)).toBe('');
  });
});
