import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { heapSort } from '../../src/ordering/heap-sort';
import { pickByComparison } from '../../src/ordering/judge';
import { anyItems, anyJudge, counted, descending, distinct, orderOf, right } from './judges';

const fanOuts = fc.integer({ min: 2, max: 5 });

describe('heapSort()', () => {
  test('sorts with a correct judge', async () => {
    await fc.assert(
      fc.asyncProperty(distinct, fanOuts, async (items, fanOut) => {
        expect(await orderOf(heapSort(items, pickByComparison(right), { fanOut }))).toEqual(descending(items));
      }),
    );
  });

  test('ranks each item once with any judge, including equal items', async () => {
    await fc.assert(
      fc.asyncProperty(anyItems, anyJudge, fanOuts, async (items, judge, fanOut) => {
        const order = await orderOf(heapSort(items, pickByComparison(judge), { fanOut }));
        expect(descending(order)).toEqual(descending(items));
      }),
    );
  });

  test('ranks the best `top` and leaves the others in their order', async () => {
    await fc.assert(
      fc.asyncProperty(distinct, fc.integer({ min: 1, max: 12 }), async (items, top) => {
        const order = await orderOf(heapSort(items, pickByComparison(right), { top }));
        const best = descending(items).slice(0, top);
        expect(order).toEqual([...best, ...items.filter((item) => !best.includes(item))]);
      }),
    );
  });

  test('picks about N / fanOut times to build the heap and log N times per rank', async () => {
    await fc.assert(
      fc.asyncProperty(
        distinct,
        anyJudge,
        fanOuts,
        fc.integer({ min: 1, max: 8 }),
        async (items, judge, fanOut, top) => {
          const picks = counted(pickByComparison(judge));
          await orderOf(heapSort(items, picks.ask, { fanOut, top }));
          const levels = Math.ceil(Math.log(items.length + 1) / Math.log(fanOut)) + 1;
          expect(picks.asked).toBeLessThanOrEqual((2 * items.length) / fanOut + 2 + top * levels);
          expect(picks.most).toBeLessThanOrEqual(fanOut + 1);
        },
      ),
    );
  });

  test('makes no pick for one item or none', async () => {
    const picks = counted(pickByComparison(right));
    expect(await orderOf(heapSort([], picks.ask))).toEqual([]);
    expect(await orderOf(heapSort([4], picks.ask))).toEqual([4]);
    expect(picks.asked).toBe(0);
  });
});
