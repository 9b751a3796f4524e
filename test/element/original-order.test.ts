import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { originalOrder } from '../../src/element/original-order';

describe('originalOrder()', () => {
  test('is the shown order when nothing is known', () => {
    expect(originalOrder([], ['b', 'a'])).toEqual(['b', 'a']);
  });

  test('does not depend on the order in which known results are shown', () => {
    expect(originalOrder(['a', 'b', 'c'], ['c', 'a', 'b'])).toEqual(['a', 'b', 'c']);
  });

  test('puts results that are appended to a reordered list last', () => {
    expect(originalOrder(['a', 'b'], ['b', 'a', 'x', 'y'])).toEqual(['a', 'b', 'x', 'y']);
  });

  test('puts an inserted result after the one that precedes it, or first', () => {
    expect(originalOrder(['a', 'b'], ['b', 'x', 'y', 'a'])).toEqual(['a', 'b', 'x', 'y']);
    expect(originalOrder(['a', 'b'], ['x', 'b', 'a'])).toEqual(['x', 'a', 'b']);
  });

  test('drops results that are gone', () => {
    expect(originalOrder(['a', 'b', 'c'], ['c', 'a'])).toEqual(['a', 'c']);
  });

  test('holds each shown result once, and never swaps two known ones', () => {
    const letters = fc.uniqueArray(fc.nat(20), { maxLength: 12 });
    fc.assert(
      fc.property(letters, letters, (known, shown) => {
        const order = originalOrder(known, shown);
        expect([...order].sort((a, b) => a - b)).toEqual([...shown].sort((a, b) => a - b));
        expect(order.filter((each) => known.includes(each))).toEqual(known.filter((each) => shown.includes(each)));
      }),
    );
  });
});
