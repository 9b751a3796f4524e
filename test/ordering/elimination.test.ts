import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { eliminate } from '../../src/ordering/elimination';
import { anyItems, anyJudge, counted, descending, distinct, orderOf, right, worstOf } from './judges';

describe('eliminate()', () => {
  test('sorts when the window holds all items', async () => {
    await fc.assert(
      fc.asyncProperty(distinct, async (items) => {
        const picks = counted(worstOf(right));
        expect(await orderOf(eliminate(items, picks.ask))).toEqual(descending(items));
        expect(picks.asked).toBe(Math.max(0, items.length - 1));
      }),
    );
  });

  test('ranks the best window − 1 correctly, in any initial order', async () => {
    await fc.assert(
      fc.asyncProperty(distinct, fc.integer({ min: 2, max: 8 }), async (items, window) => {
        const picks = counted(worstOf(right));
        const order = await orderOf(eliminate(items, picks.ask, { window }));
        expect(order.slice(0, window - 1)).toEqual(descending(items).slice(0, window - 1));
        expect(picks.most).toBeLessThanOrEqual(window);
      }),
    );
  });

  test('ranks each item once with any judge', async () => {
    await fc.assert(
      fc.asyncProperty(anyItems, anyJudge, fc.integer({ min: 2, max: 5 }), async (items, judge, window) => {
        const order = await orderOf(eliminate(items, worstOf(judge), { window }));
        expect(descending(order)).toEqual(descending(items));
      }),
    );
  });
});
