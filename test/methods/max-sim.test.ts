import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { quantizeTokens } from '../../src/engine/token-vectors';
import { cosine, maxSim } from '../../src/methods/max-sim';

type Matrix = readonly (readonly number[])[];

const vectorsOf = (rows: Matrix) =>
  quantizeTokens(
    Float32Array.from(rows.flat()),
    0,
    { rows: rows.length, dimensions: rows[0]!.length },
    Float32Array.of(1),
  );

/** MaxSim in floats, as the paper writes it. */
function reference(query: Matrix, passage: Matrix): number {
  const dot = (a: readonly number[], b: readonly number[]) => a.reduce((sum, value, d) => sum + value * b[d]!, 0);
  const best = query.map((q) => Math.max(...passage.map((p) => dot(q, p))));
  return best.reduce((sum, value) => sum + value, 0) / query.length;
}

const DIMENSIONS = 8;
const unit = fc
  .array(fc.integer({ min: -100, max: 100 }), { minLength: DIMENSIONS, maxLength: DIMENSIONS })
  .filter((vector) => vector.some((value) => value !== 0))
  .map((vector) => vector.map((value) => value / Math.hypot(...vector)));
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
    expect(maxSim(vectorsOf(query), vectorsOf(passage))).toBeCloseTo(expected, 2);
  });

  test('is the float reference, but for what 8 bits cost', () => {
    fc.assert(
      fc.property(matrix, matrix, (query, passage) => {
        const scaled = maxSim(vectorsOf(query), vectorsOf(passage));
        // Each component is off by at most half of 1/127 on either side.
        expect(Math.abs(scaled - reference(query, passage))).toBeLessThan((2 * Math.sqrt(DIMENSIONS)) / 254 + 1e-3);
      }),
    );
  });

  test('does not depend on the order of the passage’s tokens', () => {
    fc.assert(
      fc.property(matrix, matrix, (query, passage) => {
        const [a, b] = [vectorsOf(passage), vectorsOf([...passage].reverse())];
        expect(maxSim(vectorsOf(query), a)).toBe(maxSim(vectorsOf(query), b));
      }),
    );
  });

  test('never falls when the passage gets another token', () => {
    fc.assert(
      fc.property(matrix, matrix, unit, (query, passage, token) => {
        const before = maxSim(vectorsOf(query), vectorsOf(passage));
        expect(maxSim(vectorsOf(query), vectorsOf([...passage, token]))).toBeGreaterThanOrEqual(before);
      }),
    );
  });

  test('of a passage token that is all zeros is 0', () => {
    expect(maxSim(vectorsOf([[1, 0]]), vectorsOf([[0, 0]]))).toBe(0);
  });
});

describe('cosine()', () => {
  test.each([
    [[1, 0], [1, 0], 1],
    [[1, 0], [0, 1], 0],
    [[0.6, 0.8], [0.8, 0.6], 0.96],
    [[0.6, 0.8], [-0.6, -0.8], -1],
  ])('of %j and %j is %d', (a, b, expected) => {
    expect(cosine(Float32Array.from(a), Float32Array.from(b))).toBeCloseTo(expected, 6);
  });
});
