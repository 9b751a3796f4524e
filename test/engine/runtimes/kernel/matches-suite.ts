/** @file MaxSim on the kernel against the same in JavaScript: equal, bit for bit. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Kernel } from '../../../../src/engine/runtimes/kernel/kernel';
import { KernelMatcher } from '../../../../src/engine/runtimes/kernel/kernel-matcher';
import { quantizeVectors } from '../../../../src/engine/token-vectors';
import type { QueryVectors, TokenVectors } from '../../../../src/engine/token-vectors';
import type { VectorBits } from '../../../../src/models/abilities';
import { mulberry32 } from '../../../../src/eval/mulberry32';
import { bestMatches } from '../../../../src/methods/bi-encoder/max-sim';

function vectorsOf(rows: number, dimensions: number, bits: VectorBits, next: () => number): TokenVectors {
  const floats = Float32Array.from({ length: rows * dimensions }, () => next() - 0.5);
  return quantizeVectors(floats, dimensions, Float32Array.of(1), bits);
}

const shapes = fc.record({
  query: fc.integer({ min: 1, max: 13 }),
  passages: fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 0, maxLength: 4 }),
  dimensions: fc.constantFrom(16, 48, 64, 128),
  bits: fc.constantFrom<VectorBits>(4, 8),
  seed: fc.integer(),
});

export function testMatches(name: string, start: () => Promise<Kernel>): void {
  describe(`KernelMatches.of() with the ${name} build`, () => {
    test('equals bestMatches() at any size and in either width', async () => {
      const matches = new KernelMatcher(await start());
      fc.assert(
        fc.property(shapes, ({ query, passages, dimensions, bits, seed }) => {
          const next = mulberry32(seed);
          const asked: QueryVectors = {
            ...vectorsOf(query, dimensions, 8, next),
            weights: new Float32Array(query).fill(1),
          };
          const texts = passages.map((rows) => vectorsOf(rows, dimensions, bits, next));
          expect(matches.bestMatches(asked, texts)).toEqual(texts.map((text) => bestMatches(asked, text)));
        }),
      );
    });

    test('leaves dimensions that do not fill its blocks to others', async () => {
      const matches = new KernelMatcher(await start());
      const next = mulberry32(1);
      const asked = { ...vectorsOf(2, 24, 8, next), weights: Float32Array.of(1, 1) };
      expect(matches.bestMatches(asked, [vectorsOf(3, 24, 8, next)])).toBeUndefined();
    });
  });
}
