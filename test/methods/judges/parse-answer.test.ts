import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseOrder } from '../../../src/methods/judges/parse-answer';

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

describe('parseOrder() of answers that models write', () => {
  test.each([
    ['[2] > [1] > [3]', [1, 0, 2]],
    ['Here are the 3 passages in order: [3] > [1] > [2]', [2, 0, 1]],
    ['Here are the 3 passages:\n2\n3\n1', [1, 2, 0]],
    ['Of 3 passages, 2 > 3 > 1', [1, 2, 0]],
    ['[3, 1, 2]', [2, 0, 1]],
    ['The order is 3, then 1 and 2.', [2, 0, 1]],
    ['1. Passage 3\n2. Passage 1\n3. Passage 2', [2, 0, 1]],
    ['[2] says nothing, but [1] does, so [3] > [1] > [2]', [2, 0, 1]],
    ['[3] >\n[2] > [1]', [2, 1, 0]],
    ['<think>[1] > [2] > [3] or passage 2?</think>\n[3] > [1]', [2, 0, 1]],
    ['<think>[3] > [2] > [1], since', [0, 1, 2]],
    ['<think>First [1].</think><answer> [2] > [3] </answer>', [1, 2, 0]],
    ['3 1 2', [2, 0, 1]],
    ['There are 3 passages.', [0, 1, 2]],
  ])('reads %j', (text, order) => {
    expect(parseOrder(text, 3)).toEqual(order);
  });

  test('takes no time for long runs of separators', () => {
    const began = performance.now();
    parseOrder(`1${' \n,> '.repeat(20_000)}`, 3);
    expect(performance.now() - began).toBeLessThan(1000);
  });
});
