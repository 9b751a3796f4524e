import { describe, expect, it } from 'vitest';
import { parsePassages } from '../../../../src/demo/page/paste/parse-passages';
import { originalOrder, rankedOrder } from '../../../../src/demo/page/paste/paste-results';
import type { Ranked } from '../../../../src/core/types';

const entries = parsePassages('a\n\nb\n\nc\n\nd');
const ranked = (index: number, rank: number, score: number): Ranked => ({
  index,
  rank,
  score,
  scoredBy: 'test',
  stage: 'test',
  passage: { text: '' },
});

describe('firstOrder()', () => {
  it('keeps the order of the box, with ranks from 1 and without scores', () => {
    expect(
      originalOrder(entries).map(({ key, rank, originalRank, score }) => [key, rank, originalRank, score]),
    ).toEqual([
      ['a', 1, 1, NaN],
      ['b', 2, 2, NaN],
      ['c', 3, 3, NaN],
      ['d', 4, 4, NaN],
    ]);
  });
});

describe('rankedOrder()', () => {
  const keys = (rows: readonly { readonly key: string }[]) => rows.map(({ key }) => key).join('');

  it('puts scored passages first, as ranked, and keeps their original rank', () => {
    const rows = rankedOrder(entries, [ranked(2, 1, 0.9), ranked(0, 2, 0.4)], ['a', 'b', 'c', 'd']);
    expect(keys(rows)).toBe('cabd');
    expect(rows[0]).toMatchObject({ rank: 1, originalRank: 3, score: 0.9 });
  });

  it('leaves passages without a score in the order on screen', () => {
    expect(keys(rankedOrder(entries, [ranked(0, 1, 0.9)], ['d', 'c', 'a', 'b']))).toBe('adcb');
  });

  it('counts a passage with score NaN as not scored', () => {
    const rows = rankedOrder(entries, [ranked(3, 1, 0.5), ranked(0, 2, NaN)], ['b', 'a', 'c', 'd']);
    expect(keys(rows)).toBe('dbac');
  });

  it('puts passages that are not on screen yet last, in the order of the box', () => {
    expect(keys(rankedOrder(entries, [], ['c']))).toBe('cabd');
  });

  it('contains every passage once, for any set of scored passages', () => {
    for (const scored of [[], [1], [3, 0], [0, 1, 2, 3]]) {
      const results = scored.map((index, order) => ranked(index, order + 1, 1 - order / 10));
      expect(
        keys(rankedOrder(entries, results, ['b', 'd']))
          .split('')
          .sort()
          .join(''),
      ).toBe('abcd');
    }
  });
});
