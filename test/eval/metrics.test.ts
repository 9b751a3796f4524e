import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Grades } from '../../src/eval/metrics';
import {
  averagePrecision,
  meanMetrics,
  ndcgAt10,
  queryMetrics,
  recallAt100,
  reciprocalRankAt10,
  runMetrics,
} from '../../src/eval/metrics';

const log2 = Math.log2;
const grades = (entries: Record<string, number>): Grades => new Map(Object.entries(entries));
const fillers = (count: number): string[] => Array.from({ length: count }, (_, index) => `x${String(index)}`);

describe('ndcgAt10()', () => {
  it('uses the grade as gain and log2(rank + 1) as discount', () => {
    // By hand: (3/1 + 0 + 2/2) / (3/1 + 2/log2(3)) = 4 / 4.26186 = 0.93856.
    const value = ndcgAt10(['a', 'x', 'b'], grades({ a: 3, b: 2 }));
    expect(value).toBeCloseTo(4 / (3 + 2 / log2(3)), 12);
    expect(value).toBeCloseTo(0.93856, 5);
  });

  it('counts judged documents outside the ranking in the ideal ranking', () => {
    // By hand: 1 / (2 + 1/log2(3)) = 0.38009.
    expect(ndcgAt10(['a'], grades({ a: 1, elsewhere: 2 }))).toBeCloseTo(0.38009, 5);
  });

  it('uses ten ranks of the ranking and ten of the ideal ranking', () => {
    const many = grades(Object.fromEntries(fillers(12).map((id) => [id, 1])));
    expect(ndcgAt10(fillers(12), many)).toBe(1);
    expect(ndcgAt10([...Array.from({ length: 10 }, (_, index) => `n${String(index)}`), 'x0'], many)).toBe(0);
  });

  it('does not depend on the order of documents of equal grade', () => {
    const tied = grades({ a: 2, b: 2, c: 1 });
    expect(ndcgAt10(['a', 'b', 'c'], tied)).toBe(1);
    expect(ndcgAt10(['b', 'a', 'c'], tied)).toBe(1);
  });

  it('counts a negative grade as 0', () => {
    expect(ndcgAt10(['spam', 'a'], grades({ spam: -2, a: 1 }))).toBeCloseTo(1 / log2(3), 12);
  });

  it('is 0 where no document is relevant or none was found', () => {
    expect(ndcgAt10(['a'], grades({ a: 0 }))).toBe(0);
    expect(ndcgAt10(['a'], grades({}))).toBe(0);
    expect(ndcgAt10([], grades({ a: 1 }))).toBe(0);
  });
});

describe('reciprocalRankAt10()', () => {
  it('is 1 / rank of the first document that reaches the grade', () => {
    expect(reciprocalRankAt10(['x', 'low', 'high'], grades({ low: 1, high: 2 }), 1)).toBe(1 / 2);
    expect(reciprocalRankAt10(['x', 'low', 'high'], grades({ low: 1, high: 2 }), 2)).toBe(1 / 3);
  });

  it('counts rank 10 and not rank 11', () => {
    expect(reciprocalRankAt10([...fillers(9), 'a'], grades({ a: 1 }), 1)).toBe(1 / 10);
    expect(reciprocalRankAt10([...fillers(10), 'a'], grades({ a: 1 }), 1)).toBe(0);
  });
});

describe('averagePrecision()', () => {
  it('divides by all relevant documents judged, also those outside the ranking', () => {
    // By hand: (1/1 + 2/3) / 3 = 5/9.
    expect(averagePrecision(['a', 'x', 'b'], grades({ a: 1, b: 1, elsewhere: 1 }), 1)).toBeCloseTo(5 / 9, 12);
  });

  it('counts only grades from the lowest relevant one up', () => {
    // Only b counts, at rank 3 of 3: 1/3 over one relevant document.
    expect(averagePrecision(['a', 'x', 'b'], grades({ a: 1, b: 2 }), 2)).toBeCloseTo(1 / 3, 12);
  });

  it('uses the whole ranking', () => {
    expect(averagePrecision([...fillers(149), 'a'], grades({ a: 1 }), 1)).toBeCloseTo(1 / 150, 12);
  });

  it('is 0 when no judged document reaches the grade', () => {
    expect(averagePrecision(['a'], grades({ a: 1 }), 2)).toBe(0);
  });
});

describe('recallAt100()', () => {
  it('counts rank 100 and not rank 101', () => {
    expect(recallAt100([...fillers(99), 'a', 'b'], grades({ a: 1, b: 1 }), 1)).toBe(1 / 2);
  });

  it('is 0 when no judged document reaches the grade', () => {
    expect(recallAt100(['a'], grades({ a: 1 }), 2)).toBe(0);
  });
});

describe('runMetrics()', () => {
  it('counts a judged query without candidates as 0 and skips queries without judgments', () => {
    const qrels = new Map([
      ['found', grades({ a: 1 })],
      ['lost', grades({ a: 1 })],
    ]);
    const run = new Map([
      ['found', ['a']],
      ['unjudged', ['x']],
    ]);
    expect(runMetrics(run, qrels, 1)).toEqual({ ndcg10: 0.5, mrr10: 0.5, map: 0.5, recall100: 0.5 });
  });

  it('throws RangeError without judgments', () => {
    expect(() => runMetrics(new Map(), new Map(), 1)).toThrow(RangeError);
  });
});

describe('meanMetrics()', () => {
  it('averages each metric separately', () => {
    const one = { ndcg10: 1, mrr10: 0.5, map: 0.25, recall100: 0 };
    const other = { ndcg10: 0, mrr10: 0.5, map: 0.75, recall100: 1 };
    expect(meanMetrics([one, other])).toEqual({ ndcg10: 0.5, mrr10: 0.5, map: 0.5, recall100: 0.5 });
  });
});

describe('queryMetrics()', () => {
  const ids = fillers(15);
  const judged = fc
    .uniqueArray(fc.constantFrom(...ids))
    .chain((known) => fc.tuple(...known.map((id) => fc.tuple(fc.constant(id), fc.integer({ min: -1, max: 3 })))));
  const ranking = fc.shuffledSubarray(ids);

  it('stays within [0, 1] for any ranking and judgments', () => {
    fc.assert(
      fc.property(ranking, judged, fc.integer({ min: 1, max: 3 }), (list, entries, minGrade) => {
        for (const value of Object.values(queryMetrics(list, new Map(entries), minGrade))) {
          expect(value).toBeGreaterThanOrEqual(0);
          expect(value).toBeLessThanOrEqual(1 + 1e-12);
        }
      }),
    );
  });

  it('never falls when a better judged document moves up past a worse one', () => {
    fc.assert(
      fc.property(ranking, judged, fc.nat(), fc.integer({ min: 1, max: 3 }), (list, entries, seed, minGrade) => {
        fc.pre(list.length > 1);
        const index = seed % (list.length - 1);
        const of = new Map(entries);
        const [upper = '', lower = ''] = list.slice(index, index + 2);
        const swapped = [...list.slice(0, index), lower, upper, ...list.slice(index + 2)];
        const [worse, better] = (of.get(upper) ?? 0) <= (of.get(lower) ?? 0) ? [list, swapped] : [swapped, list];
        const [low, high] = [queryMetrics(worse, of, minGrade), queryMetrics(better, of, minGrade)];
        for (const key of ['ndcg10', 'mrr10', 'map', 'recall100'] as const) {
          expect(high[key]).toBeGreaterThanOrEqual(low[key] - 1e-12);
        }
      }),
    );
  });
});
