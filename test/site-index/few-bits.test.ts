import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bytesOfVector, fromFewBits, toFewBits } from '../../src/site-index/few-bits';
import type { Bits } from '../../src/site-index/few-bits';
import { poolTokens, unit } from '../../src/site-index/pool-tokens';

/** Unit vectors with components of a normal distribution, always the same. */
function randomVectors(rows: number, dimensions: number): Float32Array {
  let seed = 7;
  const uniform = () => ((seed = (seed * 16807) % 2147483647) + 1) / 2147483648;
  const normal = () => Math.sqrt(-2 * Math.log(uniform())) * Math.cos(2 * Math.PI * uniform());
  const vectors = new Float32Array(rows * dimensions);
  for (let row = 0; row < rows; row++) {
    const vector = unit(Float32Array.from({ length: dimensions }, normal));
    vectors.set(vector, row * dimensions);
  }
  return vectors;
}

function cosines(vectors: Float32Array, dimensions: number, bits: Bits): number[] {
  const { components, scales } = fromFewBits(toFewBits(vectors, dimensions, bits), dimensions, bits);
  return Array.from(scales, (scale, row) => {
    let dot = 0;
    for (let d = row * dimensions; d < (row + 1) * dimensions; d++) dot += vectors[d]! * components[d]! * scale;
    return dot;
  });
}

describe('toFewBits()', () => {
  it.each([
    [1, 0.75],
    [2, 0.92],
    [3, 0.97],
    [4, 0.99],
  ] as const)('keeps the direction of vectors in %d bits', (bits, least) => {
    for (const dimensions of [48, 50, 128]) {
      const each = cosines(randomVectors(20, dimensions), dimensions, bits);
      expect(Math.min(...each)).toBeGreaterThan(least - 0.06);
      expect(each.reduce((sum, value) => sum + value, 0) / each.length).toBeGreaterThan(least);
    }
  });

  it('has the promised size, and vectors of length 1, for any number of dimensions', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 70 }), fc.constantFrom<Bits>(1, 2, 3, 4), (dimensions, bits) => {
        const vectors = randomVectors(3, dimensions);
        const packed = toFewBits(vectors, dimensions, bits);
        expect(packed).toHaveLength(3 * bytesOfVector(dimensions, bits));
        const { components, scales } = fromFewBits(packed, dimensions, bits);
        for (let row = 0; row < 3; row++) {
          const part = components.subarray(row * dimensions, (row + 1) * dimensions);
          expect(Math.hypot(...part) * scales[row]!).toBeCloseTo(1, 4);
        }
        // Packing again changes nothing, so no component reads the bits of another.
        const again = Float32Array.from(components, (value, i) => value * scales[Math.floor(i / dimensions)]!);
        if (bits === 1) expect(toFewBits(again, dimensions, bits)).toEqual(packed);
      }),
      { numRuns: 60 },
    );
  });
});

describe('poolTokens()', () => {
  it('joins equal vectors first, and keeps unit length', () => {
    const [a, b, c] = [
      unit(Float32Array.of(1, 0, 0)),
      unit(Float32Array.of(0, 1, 0)),
      unit(Float32Array.of(0, 0.1, 1)),
    ];
    const pooled = poolTokens(Float32Array.of(...a, ...b, ...a, ...c, ...b), 3, 3);
    expect(pooled).toHaveLength(9);
    const rows = [0, 1, 2].map((row) => [...pooled.subarray(3 * row, 3 * row + 3)].map((value) => value.toFixed(3)));
    expect(rows).toEqual([[...a], [...b], [...c]].map((row) => row.map((value) => value.toFixed(3))));
  });

  it('returns few vectors unchanged, and never more than asked for', () => {
    const vectors = randomVectors(10, 8);
    expect(poolTokens(vectors, 8, 10)).toBe(vectors);
    for (const count of [1, 4, 9]) {
      const pooled = poolTokens(vectors, 8, count);
      expect(pooled).toHaveLength(8 * count);
      for (let row = 0; row < count; row++)
        expect(Math.hypot(...pooled.subarray(8 * row, 8 * row + 8))).toBeCloseTo(1, 4);
    }
  });
});
