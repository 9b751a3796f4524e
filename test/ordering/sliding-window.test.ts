import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { RankAll } from '../../src/ordering/judge';
import { slidingWindow } from '../../src/ordering/sliding-window';
import { anyItems, counted, descending, distinct, orderOf } from './judges';

const sorting: RankAll<number> = (items) => Promise.resolve(descending(items));
const shapes = fc
  .tuple(fc.integer({ min: 2, max: 12 }), fc.integer({ min: 1, max: 12 }))
  .map(([window, stride]) => ({ window, stride: Math.min(window, stride) }));

describe('slidingWindow()', () => {
  test('sorts items that fit in one window', async () => {
    await fc.assert(
      fc.asyncProperty(distinct, async (items) => {
        const rankings = counted(sorting);
        const window = Math.max(2, items.length);
        expect(await orderOf(slidingWindow(items, rankings.ask, { window, stride: 1 }))).toEqual(descending(items));
        expect(rankings.asked).toBe(items.length > 1 ? 1 : 0);
      }),
    );
  });

  test('moves the best window − stride to the head, in any initial order', async () => {
    await fc.assert(
      fc.asyncProperty(distinct, shapes, async (items, shape) => {
        const order = await orderOf(slidingWindow(items, sorting, shape));
        const carried = shape.window - shape.stride;
        expect(order.slice(0, carried)).toEqual(descending(items).slice(0, carried));
      }),
    );
  });

  test('makes at most (N − window) / stride + 1 rankings of at most one window', async () => {
    await fc.assert(
      fc.asyncProperty(distinct, shapes, async (items, shape) => {
        const rankings = counted(sorting);
        await orderOf(slidingWindow(items, rankings.ask, shape));
        const most = Math.ceil(Math.max(0, items.length - shape.window) / shape.stride) + 1;
        expect(rankings.asked).toBeLessThanOrEqual(most);
        expect(rankings.most).toBeLessThanOrEqual(shape.window);
      }),
    );
  });

  test('ranks each item once with any judge', async () => {
    const reversing: RankAll<number> = (items) => Promise.resolve([...items].reverse());
    await fc.assert(
      fc.asyncProperty(anyItems, shapes, async (items, shape) => {
        expect(descending(await orderOf(slidingWindow(items, reversing, shape)))).toEqual(descending(items));
      }),
    );
  });

  test('keeps the order that the judge keeps, and a list shorter than the window', async () => {
    const keeping: RankAll<number> = (items) => Promise.resolve(items);
    expect(await orderOf(slidingWindow([3, 9, 1, 7, 5], keeping, { window: 3, stride: 2 }))).toEqual([3, 9, 1, 7, 5]);
    expect(await orderOf(slidingWindow([3, 9], keeping, { window: 20, stride: 10 }))).toEqual([3, 9]);
  });
});
