import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseOrder, parseScores } from '../../../src/methods/judges/parse-answer';

const anyText = fc.oneof(
  fc.string({ unit: 'grapheme' }),
  fc.array(fc.integer({ min: -3, max: 40 })).map((numbers) => numbers.map((number) => `[${number}]`).join(' > ')),
);

describe('parseOrder()', () => {
  test('returns a permutation for any text', () => {
    fc.assert(
      fc.property(anyText, fc.nat(25), (text, count) => {
        const order = parseOrder(text, count);
        expect([...order].sort((a, b) => a - b)).toEqual(Array.from({ length: count }, (_, position) => position));
      }),
    );
  });

  test('reads back any order in the requested format', () => {
    fc.assert(
      fc.property(fc.shuffledSubarray([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10], { minLength: 11 }), (order) => {
        expect(parseOrder(order.map((position) => `[${position + 1}]`).join(' > '), 11)).toEqual(order);
      }),
    );
  });
});

describe('parseScores()', () => {
  test('returns the requested number of scores, in range, for any text', () => {
    fc.assert(
      fc.property(anyText, fc.nat(25), (text, count) => {
        const scores = parseScores(text, count, 10);
        expect(scores).toHaveLength(count);
        expect(scores.every((score) => score >= 0 && score <= 10)).toBe(true);
      }),
    );
  });

  test.each([
    ['[1] 7\n[2] 3', [7, 3]],
    ['1: 7.5\n2: 3', [7.5, 3]],
    ['[2] 99', [0, 10]],
    ['[1] 4 [1] 5 [7] 2', [4, 0]],
  ])('reads %j', (text, scores) => {
    expect(parseScores(text, 2, 10)).toEqual(scores);
  });
});
