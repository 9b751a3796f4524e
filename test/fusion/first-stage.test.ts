import { describe, expect, test } from 'vitest';
import { firstStageOrder } from '../../src/fusion/first-stage';

describe('firstStageOrder()', () => {
  test('sorts by score, with ties in input order', () => {
    expect(firstStageOrder([1, 3, 1, Infinity, -Infinity].map((score) => ({ text: '', score })))).toEqual([
      3, 1, 0, 2, 4,
    ]);
  });

  test.each([
    ['has no score', [{ text: '', score: 1 }, { text: '' }, { text: '', score: 3 }]],
    ['is a string', [{ text: '', score: 1 }, 'bare', { text: '', score: 3 }]],
    [
      'has NaN for a score',
      [
        { text: '', score: 1 },
        { text: '', score: NaN },
        { text: '', score: 3 },
      ],
    ],
  ])('is input order where a passage %s', (_, passages) => {
    expect(firstStageOrder(passages)).toEqual([0, 1, 2]);
  });

  test('is empty without passages', () => {
    expect(firstStageOrder([])).toEqual([]);
  });
});
