import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { DEFAULT_WEIGHT, fuse, standardScores } from '../../src/fusion/fuse';
import type { ScorePair } from '../../src/fusion/fuse';

const score = fc.integer({ min: -200, max: 200 }).map((value) => value / 8);
const read = fc.record({ model: score, firstStage: score });
const mixed = fc.oneof(read, fc.record({ firstStage: score }));
const fusion = fc.constantFrom('rrf' as const, 'weighted' as const);

/** Rows by falling value, ties in order. */
function order(values: readonly number[]): number[] {
  return values.map((_, row) => row).sort((a, b) => values[b]! - values[a]! || a - b);
}
const firstStage = (rows: readonly ScorePair[]) => order(rows.map((row) => row.firstStage));

describe('fuse()', () => {
  test('by rank adds 1 / (60 + rank) of both', () => {
    const rows = [
      { model: 0.2, firstStage: 9 },
      { model: 0.9, firstStage: 7 },
      { model: 0.5, firstStage: 8 },
    ];
    expect(fuse('rrf', rows)).toEqual([1 / 63 + 1 / 61, 1 / 61 + 1 / 63, 1 / 62 + 1 / 62]);
  });

  test('by rank gives ties their ranks in input order', () => {
    const same = { model: 1, firstStage: 1 };
    expect(fuse('rrf', [same, same])).toEqual([2 / 61, 2 / 62]);
  });

  test('by weight mixes standard scores', () => {
    const rows = [
      { model: 1, firstStage: 30 },
      { model: 3, firstStage: 10 },
    ];
    const [a, b] = fuse('weighted', rows, 0.25);
    expect(a).toBeCloseTo(0.75 * -1 + 0.25 * 1, 12);
    expect(b).toBeCloseTo(0.75 * 1 + 0.25 * -1, 12);
    expect(fuse('weighted', rows)).toEqual(fuse('weighted', rows, DEFAULT_WEIGHT));
  });

  test('by weight does not depend on the scale or the zero of either side', () => {
    fc.assert(
      fc.property(fc.array(read, { minLength: 1 }), fc.integer({ min: 1, max: 64 }), score, (rows, factor, shift) => {
        const moved = rows.map((row) => ({
          model: row.model * factor + shift,
          firstStage: row.firstStage * factor - shift,
        }));
        const [plain, other] = [fuse('weighted', rows, 0.4), fuse('weighted', moved, 0.4)];
        plain.forEach((value, row) => expect(other[row]).toBeCloseTo(value, 8));
      }),
    );
  });

  test('by weight 0 keeps the model’s order, by 1 the first stage’s', () => {
    fc.assert(
      fc.property(fc.array(read), (rows) => {
        expect(order(fuse('weighted', rows, 0))).toEqual(order(rows.map((row) => row.model)));
        expect(order(fuse('weighted', rows, 1))).toEqual(firstStage(rows));
      }),
    );
  });

  test('puts a row that is no worse on either side, and better on one, first', () => {
    fc.assert(
      fc.property(fusion, fc.array(read, { minLength: 2 }), (kind, rows) => {
        const fused = fuse(kind, rows, 0.3);
        rows.forEach((a, at) => {
          rows.forEach((b, other) => {
            const better = a.model > b.model && a.firstStage > b.firstStage;
            if (better) expect(fused[at]).toBeGreaterThan(fused[other]!);
          });
        });
      }),
    );
  });

  test('gives every row a finite value and changes nothing it was given', () => {
    const any = fc.double({ noNaN: true, noDefaultInfinity: true });
    const wild = fc.array(fc.record({ model: any, firstStage: any }));
    fc.assert(
      fc.property(fusion, wild, (kind, rows) => {
        const fused = fuse(kind, Object.freeze(rows.map((row) => Object.freeze(row))), 0.3);
        expect(fused).toHaveLength(rows.length);
        expect(fused.every(Number.isFinite)).toBe(true);
      }),
    );
  });

  test('keeps the first-stage order among rows that the model does not read', () => {
    fc.assert(
      fc.property(fusion, fc.array(mixed), (kind, rows) => {
        const unread = (row: number) => !('model' in rows[row]!);
        expect(order(fuse(kind, rows, 0.3)).filter(unread)).toEqual(firstStage(rows).filter(unread));
      }),
    );
  });

  test('is the first stage alone where the model reads nothing', () => {
    fc.assert(
      fc.property(fusion, fc.array(fc.record({ firstStage: score })), (kind, rows) => {
        expect(order(fuse(kind, rows, 0))).toEqual(firstStage(rows));
      }),
    );
  });

  test('leaves rows that are not read out of the model’s scale', () => {
    const rows = [{ model: 1, firstStage: 0 }, { firstStage: 5 }, { model: 3, firstStage: 0 }];
    const [a, , c] = fuse('weighted', rows, 0);
    expect(a).toBeCloseTo(-1, 12);
    expect(c).toBeCloseTo(1, 12);
  });

  test('of nothing is nothing, of one row a value', () => {
    expect(fuse('weighted', [])).toEqual([]);
    expect(fuse('rrf', [])).toEqual([]);
    expect(fuse('weighted', [{ model: 4, firstStage: 2 }])).toEqual([0]);
    expect(fuse('rrf', [{ model: 4, firstStage: 2 }])).toEqual([2 / 61]);
  });
});

describe('standardScores()', () => {
  test('have mean 0 and deviation 1', () => {
    const expected = [-1.5, -0.5, -0.5, -0.5, 0, 0, 1, 2];
    standardScores([2, 4, 4, 4, 5, 5, 7, 9]).forEach((value, at) => expect(value).toBeCloseTo(expected[at]!, 12));
  });

  test.each([[[0.1, 0.1, 0.1]], [[0, 0]], [[-7]], [[1e308, 1e308, 1e308]]])('are 0 for equal values: %j', (values) => {
    expect(standardScores(values)).toEqual(values.map(() => 0));
  });

  test('of values whose sum would overflow are those of the same values made small', () => {
    const [large, small] = [standardScores([1e308, -1e308, 1e308]), standardScores([1, -1, 1])];
    expect(large).toEqual(small);
  });
});
