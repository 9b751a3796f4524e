import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { DEFAULT_WEIGHT, fuse, standardScores } from '../../src/fusion/fuse';
import type { ScorePair } from '../../src/fusion/fuse';

const score = fc.integer({ min: -200, max: 200 }).map((value) => value / 8);
const read = fc.record({ model: score, firstStage: score });
const mixed = fc.oneof(read, fc.record({ firstStage: score }));
const fusion = fc.constantFrom('rrf' as const, 'weighted' as const);

/** Returns indices by descending value, with ties in order. */
function order(values: readonly number[]): number[] {
  return values.map((_, index) => index).sort((a, b) => values[b]! - values[a]! || a - b);
}
const firstStage = (pairs: readonly ScorePair[]) => order(pairs.map((pair) => pair.firstStage));

describe('fuse()', () => {
  test('adds 1 / (60 + rank) of both rankings with rrf', () => {
    const pairs = [
      { model: 0.2, firstStage: 9 },
      { model: 0.9, firstStage: 7 },
      { model: 0.5, firstStage: 8 },
    ];
    expect(fuse('rrf', pairs)).toEqual([1 / 63 + 1 / 61, 1 / 61 + 1 / 63, 1 / 62 + 1 / 62]);
  });

  test('ranks ties in input order with rrf', () => {
    const same = { model: 1, firstStage: 1 };
    expect(fuse('rrf', [same, same])).toEqual([2 / 61, 2 / 62]);
  });

  test('adds weighted standard scores with weighted', () => {
    const pairs = [
      { model: 1, firstStage: 30 },
      { model: 3, firstStage: 10 },
    ];
    const [a, b] = fuse('weighted', pairs, 0.25);
    expect(a).toBeCloseTo(0.75 * -1 + 0.25 * 1, 12);
    expect(b).toBeCloseTo(0.75 * 1 + 0.25 * -1, 12);
    expect(fuse('weighted', pairs)).toEqual(fuse('weighted', pairs, DEFAULT_WEIGHT));
  });

  test('does not depend on the scale or the zero of either score with weighted', () => {
    fc.assert(
      fc.property(fc.array(read, { minLength: 1 }), fc.integer({ min: 1, max: 64 }), score, (pairs, factor, shift) => {
        const moved = pairs.map((pair) => ({
          model: pair.model * factor + shift,
          firstStage: pair.firstStage * factor - shift,
        }));
        const [plain, other] = [fuse('weighted', pairs, 0.4), fuse('weighted', moved, 0.4)];
        plain.forEach((value, i) => expect(other[i]).toBeCloseTo(value, 8));
      }),
    );
  });

  test('keeps the model’s order with weight 0, and the first-stage order with weight 1', () => {
    fc.assert(
      fc.property(fc.array(read), (pairs) => {
        expect(order(fuse('weighted', pairs, 0))).toEqual(order(pairs.map((pair) => pair.model)));
        expect(order(fuse('weighted', pairs, 1))).toEqual(firstStage(pairs));
      }),
    );
  });

  test('ranks a passage first whose both scores are higher', () => {
    fc.assert(
      fc.property(fusion, fc.array(read, { minLength: 2 }), (kind, pairs) => {
        const fused = fuse(kind, pairs, 0.3);
        pairs.forEach((a, i) => {
          pairs.forEach((b, other) => {
            const better = a.model > b.model && a.firstStage > b.firstStage;
            if (better) expect(fused[i]).toBeGreaterThan(fused[other]!);
          });
        });
      }),
    );
  });

  test('returns finite values and does not change its arguments', () => {
    const any = fc.double({ noNaN: true, noDefaultInfinity: true });
    const wild = fc.array(fc.record({ model: any, firstStage: any }));
    fc.assert(
      fc.property(fusion, wild, (kind, pairs) => {
        const fused = fuse(kind, Object.freeze(pairs.map((pair) => Object.freeze(pair))), 0.3);
        expect(fused).toHaveLength(pairs.length);
        expect(fused.every(Number.isFinite)).toBe(true);
      }),
    );
  });

  test('keeps the first-stage order among passages without a logit', () => {
    fc.assert(
      fc.property(fusion, fc.array(mixed), (kind, pairs) => {
        const hasNoLogit = (index: number) => !('model' in pairs[index]!);
        expect(order(fuse(kind, pairs, 0.3)).filter(hasNoLogit)).toEqual(firstStage(pairs).filter(hasNoLogit));
      }),
    );
  });

  test('is the first-stage order where no passage has a logit', () => {
    fc.assert(
      fc.property(fusion, fc.array(fc.record({ firstStage: score })), (kind, pairs) => {
        expect(order(fuse(kind, pairs, 0))).toEqual(firstStage(pairs));
      }),
    );
  });

  test('ignores passages without a logit in the model’s scale', () => {
    const pairs = [{ model: 1, firstStage: 0 }, { firstStage: 5 }, { model: 3, firstStage: 0 }];
    const [a, , c] = fuse('weighted', pairs, 0);
    expect(a).toBeCloseTo(-1, 12);
    expect(c).toBeCloseTo(1, 12);
  });

  test('is empty without passages, and one value for one passage', () => {
    expect(fuse('weighted', [])).toEqual([]);
    expect(fuse('rrf', [])).toEqual([]);
    expect(fuse('weighted', [{ model: 4, firstStage: 2 }])).toEqual([0]);
    expect(fuse('rrf', [{ model: 4, firstStage: 2 }])).toEqual([2 / 61]);
  });
});

describe('standardScores()', () => {
  test('have mean 0 and standard deviation 1', () => {
    const expected = [-1.5, -0.5, -0.5, -0.5, 0, 0, 1, 2];
    standardScores([2, 4, 4, 4, 5, 5, 7, 9]).forEach((value, i) => expect(value).toBeCloseTo(expected[i]!, 12));
  });

  test.each([[[0.1, 0.1, 0.1]], [[0, 0]], [[-7]], [[1e308, 1e308, 1e308]]])('are 0 for equal values: %j', (values) => {
    expect(standardScores(values)).toEqual(values.map(() => 0));
  });

  test('are the same for large values, whose sum would overflow, as for small ones', () => {
    const [large, small] = [standardScores([1e308, -1e308, 1e308]), standardScores([1, -1, 1])];
    expect(large).toEqual(small);
  });
});
