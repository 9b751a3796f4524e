import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { byteSize, quantizeVectors, unpackComponents } from '../../src/engine/token-vectors';

// No subnormal numbers: their scale itself has no precision left.
const float = fc
  .float({ noNaN: true, noDefaultInfinity: true, min: -100, max: 100 })
  .map((value) => (Math.abs(value) < 1e-30 ? 0 : value));
const matrix = fc
  .record({ rows: fc.integer({ min: 1, max: 6 }), dimensions: fc.integer({ min: 1, max: 12 }) })
  .chain((shape) =>
    fc.tuple(
      fc.constant(shape),
      fc.array(float, { minLength: shape.rows * shape.dimensions, maxLength: shape.rows * shape.dimensions }),
    ),
  );
const pooled = Float32Array.of(1, 0);

describe('quantizeTokens()', () => {
  test('is at most half a step of the row’s scale off', () => {
    fc.assert(
      fc.property(matrix, ([shape, values]) => {
        const floats = Float32Array.from(values);
        const { components, scales } = quantizeVectors(floats, shape.dimensions, pooled);
        floats.forEach((value, at) => {
          const scale = scales[Math.floor(at / shape.dimensions)]!;
          expect(Math.abs(components[at]! * scale - value)).toBeLessThanOrEqual(scale * 0.5001);
        });
      }),
    );
  });

  test('gives a row the same bytes whatever stands beside it', () => {
    fc.assert(
      fc.property(matrix, ([shape, values]) => {
        const floats = Float32Array.from(values);
        const { rows, dimensions } = shape;
        const all = quantizeVectors(floats, shape.dimensions, pooled);
        for (let row = 0; row < rows; row++) {
          const one = quantizeVectors(floats.subarray(row * dimensions, (row + 1) * dimensions), dimensions, pooled);
          expect(all.components.slice(row * dimensions, (row + 1) * dimensions)).toEqual(one.components);
          expect(all.scales[row]).toBe(one.scales[0]);
        }
      }),
    );
  });

  test('maps the largest magnitude to ±127', () => {
    const { components, scales } = quantizeVectors(Float32Array.of(0.5, -1, 0.25), 3, pooled);
    expect([...components]).toEqual([64, -127, 32]);
    expect(scales[0]).toBeCloseTo(1 / 127, 8);
  });

  test('keeps a zero row zero, with scale 0', () => {
    const { components, scales } = quantizeVectors(new Float32Array(4), 2, pooled);
    expect([...components, ...scales]).toEqual([0, 0, 0, 0, 0, 0]);
  });
});

describe('the pooled vector', () => {
  test('is at most half a step of its own scale off', () => {
    fc.assert(
      fc.property(fc.array(float, { minLength: 1, maxLength: 20 }), (values) => {
        const { pooled: kept, pooledScale } = quantizeVectors(new Float32Array(2), 2, Float32Array.from(values));
        Float32Array.from(values).forEach((value, at) => {
          expect(Math.abs(kept[at]! * pooledScale - value)).toBeLessThanOrEqual(pooledScale * 0.5001);
        });
      }),
    );
  });
});

describe('4 bits', () => {
  test('give back what 8 would have, a step of the larger scale apart at most', () => {
    fc.assert(
      fc.property(matrix, ([{ dimensions }, values]) => {
        const tokens = Float32Array.from(values);
        fc.pre(dimensions % 2 === 0);
        const kept = quantizeVectors(tokens, dimensions, pooled, 4);
        const wide = unpackComponents(kept, new Int8Array(tokens.length));
        tokens.forEach((value, at) => {
          const scale = kept.scales[Math.floor(at / dimensions)]!;
          expect(Math.abs(wide[at]! * scale - value)).toBeLessThanOrEqual(scale * 0.5001);
        });
      }),
    );
  });

  test('put the even component in the low half of a byte', () => {
    const { components } = quantizeVectors(Float32Array.of(7, -7, -1, 2), 4, pooled, 4);
    expect([...components].map((byte) => byte & 255)).toEqual([0x97, 0x2f]);
  });

  test('halve the components', () => {
    const [wide, narrow] = ([8, 4] as const).map((bits) =>
      byteSize(quantizeVectors(new Float32Array(12), 4, pooled, bits)),
    );
    expect(wide! - narrow!).toBe(6);
  });
});

describe('byteSize()', () => {
  test('counts components, scales and the pooled vector', () => {
    expect(byteSize(quantizeVectors(new Float32Array(12), 4, pooled))).toBe(12 + 3 * 4 + 2 + 8);
  });
});
