import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { quantizeVectors } from '../../../src/engine/token-vectors';
import { cosine, maxSim } from '../../../src/methods/bi-encoder/max-sim';

type Matrix = readonly (readonly number[])[];

const vectorsOf = (rows: Matrix, pooled: readonly number[] = [1]) =>
  quantizeVectors(Float32Array.from(rows.flat()), rows[0]!.length, Float32Array.from(pooled));
const queryOf = (rows: Matrix, weights: readonly number[] = rows.map(() => 1)) => ({
  ...vectorsOf(rows),
  weights: Float32Array.from(weights),
});

/** Computes MaxSim in floats as in the paper, with weights. */
function reference(query: Matrix, passage: Matrix, weights: readonly number[] = query.map(() => 1)): number {
  const dot = (a: readonly number[], b: readonly number[]) => a.reduce((sum, value, d) => sum + value * b[d]!, 0);
  const best = query.map((q) => Math.max(...passage.map((p) => dot(q, p))));
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  return best.reduce((sum, value, i) => sum + weights[i]! * value, 0) / total;
}

const DIMENSIONS = 8;
const unit = fc
  .array(fc.integer({ min: -100, max: 100 }), { minLength: DIMENSIONS, maxLength: DIMENSIONS })
  .filter((vector) => vector.some((value) => value !== 0))
  .map((vector) => vector.map((value) => value / Math.hypot(...vector)));
const weight = fc.double({ min: 0.01, max: 10, noNaN: true });
const matrix = fc.array(unit, { minLength: 1, maxLength: 6 });

describe('maxSim()', () => {
  test.each<[query: Matrix, passage: Matrix, expected: number]>([
    [[[1, 0]], [[1, 0]], 1],
    [[[1, 0]], [[0, 1]], 0],
    [[[1, 0]], [[-1, 0]], -1],
    [
      [[1, 0]],
      [
        [0, 1],
        [1, 0],
        [-1, 0],
      ],
      1,
    ],
    [
      [
        [1, 0],
        [0, 1],
      ],
      [[1, 0]],
      0.5,
    ],
    [
      [
        [1, 0],
        [0, 1],
        [-1, 0],
        [0, -1],
      ],
      [
        [1, 0],
        [0, 1],
      ],
      0.5,
    ],
    [[[0.6, 0.8]], [[0.8, 0.6]], 0.96],
  ])('of %j and %j is %d', (query, passage, expected) => {
    expect(maxSim(queryOf(query), vectorsOf(passage))).toBeCloseTo(expected, 2);
  });

  test('equals the float reference within the error of 8 bits', () => {
    fc.assert(
      fc.property(matrix, matrix, fc.array(weight, { minLength: 6, maxLength: 6 }), (query, passage, some) => {
        const weights = some.slice(0, query.length);
        const scaled = maxSim(queryOf(query, weights), vectorsOf(passage));
        // Each component is off by at most half of 1/127 on either side.
        expect(Math.abs(scaled - reference(query, passage, weights))).toBeLessThan(
          (2 * Math.sqrt(DIMENSIONS)) / 254 + 1e-3,
        );
      }),
    );
  });

  test('does not depend on the order of the passage’s tokens', () => {
    fc.assert(
      fc.property(matrix, matrix, (query, passage) => {
        const [a, b] = [vectorsOf(passage), vectorsOf([...passage].reverse())];
        expect(maxSim(queryOf(query), a)).toBe(maxSim(queryOf(query), b));
      }),
    );
  });

  test('never decreases when the passage gets another token', () => {
    fc.assert(
      fc.property(matrix, matrix, unit, (query, passage, token) => {
        const before = maxSim(queryOf(query), vectorsOf(passage));
        expect(maxSim(queryOf(query), vectorsOf([...passage, token]))).toBeGreaterThanOrEqual(before);
      }),
    );
  });

  test('weights the query’s tokens', () => {
    const axes: Matrix = [
      [1, 0],
      [0, 1],
    ];
    expect(maxSim(queryOf(axes, [3, 1]), vectorsOf([[1, 0]]))).toBeCloseTo(0.75, 6);
  });

  test('is 0 for a passage token of zeros', () => {
    expect(maxSim(queryOf([[1, 0]]), vectorsOf([[0, 0]]))).toBe(0);
  });
});

describe('cosine()', () => {
  test.each([
    [[1, 0], [1, 0], 1],
    [[1, 0], [0, 1], 0],
    [[0.6, 0.8], [0.8, 0.6], 0.96],
    [[0.6, 0.8], [-0.6, -0.8], -1],
  ])('of %j and %j is %d', (a, b, expected) => {
    expect(cosine(vectorsOf([[1, 0]], a), vectorsOf([[1, 0]], b))).toBeCloseTo(expected, 2);
  });
});
