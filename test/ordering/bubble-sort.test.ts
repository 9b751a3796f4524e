import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { bubbleSort } from '../../src/ordering/bubble-sort';
import { pickByComparison } from '../../src/ordering/judge';
import { anyItems, anyJudge, counted, descending, distinct, orderOf, right } from './judges';

const windows = fc.integer({ min: 2, max: 6 });

describe('bubbleSort()', () => {
  test('sorts under a judge that is right', async () => {
    await fc.assert(
      fc.asyncProperty(distinct, windows, async (items, window) => {
        expect(await orderOf(bubbleSort(items, pickByComparison(right), { window }))).toEqual(descending(items));
      }),
    );
  });

  test('ends with each item in one place under any judge', async () => {
    await fc.assert(
      fc.asyncProperty(anyItems, anyJudge, windows, fc.nat(5), async (items, judge, window, top) => {
        const order = await orderOf(bubbleSort(items, pickByComparison(judge), { window, top }));
        expect(descending(order)).toEqual(descending(items));
      }),
    );
  });

  test('settles the best `top` in as many passes', async () => {
    await fc.assert(
      fc.asyncProperty(distinct, windows, fc.integer({ min: 1, max: 6 }), async (items, window, top) => {
        const picks = counted(pickByComparison(right));
        const order = await orderOf(bubbleSort(items, picks.ask, { window, top }));
        expect(order.slice(0, top)).toEqual(descending(items).slice(0, top));
        expect(picks.asked).toBeLessThanOrEqual(top * Math.ceil(Math.max(0, items.length - 1) / (window - 1)));
        expect(picks.most).toBeLessThanOrEqual(window);
      }),
    );
  });

  test('keeps items that are equal as they came', async () => {
    const items = [{ at: 0 }, { at: 1 }, { at: 2 }];
    expect(
      await orderOf(
        bubbleSort(
          items,
          pickByComparison(() => Promise.resolve(0)),
        ),
      ),
    ).toEqual(items);
  });

  test('stops after a pass over sorted items, two at a time', async () => {
    const picks = counted(pickByComparison(right));
    await orderOf(bubbleSort([5, 4, 3, 2, 1], picks.ask));
    expect(picks.asked).toBe(4);
  });
});
