import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { bubbleSort } from '../../src/ordering/bubble-sort';
import { pickByComparison } from '../../src/ordering/judge';
import { anyItems, anyJudge, counted, descending, distinct, orderOf, right } from './judges';

const windows = fc.integer({ min: 2, max: 6 });

describe('bubbleSort()', () => {
  test('sorts with a correct judge', async () => {
    await fc.assert(
      fc.asyncProperty(distinct, windows, async (items, window) => {
        expect(await orderOf(bubbleSort(items, pickByComparison(right), { window }))).toEqual(descending(items));
      }),
    );
  });

  test('ranks each item once with any judge', async () => {
    await fc.assert(
      fc.asyncProperty(anyItems, anyJudge, windows, fc.nat(5), async (items, judge, window, top) => {
        const order = await orderOf(bubbleSort(items, pickByComparison(judge), { window, top }));
        expect(descending(order)).toEqual(descending(items));
      }),
    );
  });

  test('ranks the best `top` in as many passes', async () => {
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

  test('keeps the order of equal items', async () => {
    const items = [{ id: 0 }, { id: 1 }, { id: 2 }];
    expect(
      await orderOf(
        bubbleSort(
          items,
          pickByComparison(() => Promise.resolve(0)),
        ),
      ),
    ).toEqual(items);
  });

  test('stops after one pass over sorted items with a window of two', async () => {
    const picks = counted(pickByComparison(right));
    await orderOf(bubbleSort([5, 4, 3, 2, 1], picks.ask));
    expect(picks.asked).toBe(4);
  });
});
