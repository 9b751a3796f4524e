import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { originalOrder } from '../../src/element/original-order';

describe('originalOrder()', () => {
  test('is the order shown where nothing is known', () => {
    expect(originalOrder([], ['b', 'a'])).toEqual(['b', 'a']);
  });

  test('stays as it was, however the known are shown', () => {
    expect(originalOrder(['a', 'b', 'c'], ['c', 'a', 'b'])).toEqual(['a', 'b', 'c']);
  });

  test('takes what is appended to a reordered list as last', () => {
    expect(originalOrder(['a', 'b'], ['b', 'a', 'x', 'y'])).toEqual(['a', 'b', 'x', 'y']);
  });

  test('takes what is put in between behind what it stands after, and first what stands first', () => {
    expect(originalOrder(['a', 'b'], ['b', 'x', 'y', 'a'])).toEqual(['a', 'b', 'x', 'y']);
    expect(originalOrder(['a', 'b'], ['x', 'b', 'a'])).toEqual(['x', 'a', 'b']);
  });

  test('forgets what is gone', () => {
    expect(originalOrder(['a', 'b', 'c'], ['c', 'a'])).toEqual(['a', 'c']);
  });

  test('holds what is shown, each once, and never swaps two that were known', () => {
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
