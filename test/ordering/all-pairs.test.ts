import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { allPairs } from '../../src/ordering/all-pairs';
import type { Compare } from '../../src/ordering/judge';
import { anyItems, anyJudge, circular, counted, descending, distinct, right } from './judges';

async function sharesOf(items: readonly number[], compare: Compare<number>) {
  const shares = [];
  for await (const each of allPairs(items, compare)) shares.push(each);
  return shares;
}

describe('allPairs()', () => {
  test('returns shares from 1 to 0 in the order of a correct judge', async () => {
    await fc.assert(
      fc.asyncProperty(distinct, async (items) => {
        const ranked = (await sharesOf(items, right)).sort((a, b) => b.share - a.share);
        expect(ranked.map(({ item }) => item)).toEqual(descending(items));
        if (items.length > 1) expect([ranked[0]!.share, ranked.at(-1).share]).toEqual([1, 0]);
      }),
    );
  });

  test('compares each pair once, and the shares sum to half the number of items', async () => {
    await fc.assert(
      fc.asyncProperty(anyItems, anyJudge, async (items, judge) => {
        const pairs = counted(judge);
        const shares = await sharesOf(items, pairs.ask);
        expect(pairs.asked).toBe((items.length ** 2 - items.length) / 2);
        expect(shares.map(({ item }) => item)).toEqual(items);
        const total = shares.reduce((sum, { share }) => sum + share, 0);
        expect(total).toBeCloseTo(items.length === 1 ? 1 : items.length / 2, 9);
      }),
    );
  });

  test('counts a win by its margin', async () => {
    const margins = [[0, 0.5, -1]];
    const shares = await sharesOf([0, 1, 2], (a, b) => Promise.resolve(margins[a]?.[b] ?? 0));
    expect(shares.map(({ share }) => share)).toEqual([0.375, 0.375, 0.75]);
  });

  test('returns equal shares for a circular judge', async () => {
    const shares = await sharesOf([0, 1, 2], circular);
    expect(shares.map(({ share }) => share)).toEqual([0.5, 0.5, 0.5]);
  });
});
