/** @file What every build of the kernel must do with integers, where it runs: exactly the same. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { packActivations } from '../../../../src/engine/runtimes/kernel/activations';
import type { Kernel } from '../../../../src/engine/runtimes/kernel/kernel';
import { isExact } from '../../../../src/engine/runtimes/kernel/known-answer';
import { mulberry32 } from '../../../../src/eval/mulberry32';

export type Matrices = {
  readonly rows: number;
  readonly depth: number;
  readonly columns: number;
  readonly activations: readonly number[];
  readonly weights: readonly number[];
};

/** Whole blocks of each size; weights include −128, which the packed file never has. */
export const matrices: fc.Arbitrary<Matrices> = fc
  .record({
    rows: fc.integer({ min: 1, max: 4 }).map((blocks) => 4 * blocks),
    depth: fc.integer({ min: 1, max: 6 }).map((blocks) => 16 * blocks),
    columns: fc.integer({ min: 1, max: 4 }).map((blocks) => 8 * blocks),
    seed: fc.integer(),
    extreme: fc.boolean(),
  })
  .map(({ rows, depth, columns, seed, extreme }) => {
    const next = mulberry32(seed);
    const between = (low: number, high: number) =>
      extreme ? (next() < 0.5 ? low : high) : low + Math.floor(next() * (high - low + 1));
    const activations = Array.from({ length: rows * depth }, () => between(0, 127));
    const weights = Array.from({ length: depth * columns }, () => between(-128, 127));
    return { rows, depth, columns, activations, weights };
  });

/** The kernel's sums: scales of 1, zero points and biases of 0. (rows, columns) */
export function kernelSums(
  { arena, steps, pairs }: Kernel,
  { rows, depth, columns, activations, weights }: Matrices,
): number[] {
  const { top } = arena;
  const packed = arena.allocate(depth * columns);
  const sums = arena.allocate(4 * columns);
  steps.packMatrix(arena.copyIn(new Uint8Array(Int8Array.from(weights).buffer)), packed, sums, depth, columns);
  const x = arena.copyIn(packActivations(steps, activations, depth));
  const ones = arena.copyIn(new Float32Array(Math.max(rows, columns)).fill(1));
  const zeros = arena.copyIn(new Float32Array(Math.max(rows, columns)));
  const out = arena.allocate(4 * rows * columns);
  steps.int8Product(x, ones, zeros, packed, sums, ones, zeros, out, rows, depth, columns, pairs);
  const result = Array.from(arena.floats(out, rows * columns));
  arena.rewind(top);
  return result;
}

export function testInt8Product(name: string, start: () => Promise<Kernel>): void {
  describe(`int8Product() of the ${name} build`, () => {
    test('gives the known answer', async () => {
      expect(isExact(await start())).toBe(true);
    });

    test.each([false, true])('equals naive integer arithmetic (in pairs: %s)', async (pairs) => {
      const kernel = { ...(await start()), pairs };
      fc.assert(
        fc.property(matrices, (given) => {
          expect(kernelSums(kernel, given)).toEqual(naiveSums(given));
        }),
      );
    });

    test('takes zero points off by the columns’ sums, and scales and shifts', async () => {
      const { arena, steps, pairs } = await start();
      const [rows, depth, columns] = [4, 16, 8];
      const weights = Int8Array.from({ length: depth * columns }, (_, at) => ((at * 29) % 255) - 127);
      const activations = Array.from({ length: rows * depth }, (_, at) => (at * 31) % 128);
      const packed = arena.allocate(depth * columns);
      const sums = arena.allocate(4 * columns);
      steps.packMatrix(arena.copyIn(new Uint8Array(weights.buffer)), packed, sums, depth, columns);
      const x = arena.copyIn(packActivations(steps, activations, depth));
      const rowScales = [0.5, 1, 2, 4];
      const rowZeros = [0, 64, 17, 127];
      const scales = Array.from({ length: columns }, (_, at) => 2 ** (at - 4));
      const bias = Array.from({ length: columns }, (_, at) => at - 3);
      const put = (values: readonly number[]) => arena.copyIn(Float32Array.from(values));
      const out = arena.allocate(4 * rows * columns);
      const addresses = [put(rowScales), put(rowZeros), packed, sums, put(scales), put(bias)] as const;
      steps.int8Product(x, ...addresses, out, rows, depth, columns, pairs);
      const expected = Array.from({ length: rows * columns }, (_, at) => {
        const [row, column] = [Math.floor(at / columns), at % columns];
        let sum = 0;
        for (let k = 0; k < depth; k++) {
          sum += (activations[row * depth + k]! - rowZeros[row]!) * weights[k * columns + column]!;
        }
        return sum * rowScales[row]! * scales[column]! + bias[column]!;
      });
      expect(Array.from(arena.floats(out, rows * columns))).toEqual(expected);
    });
  });
}

function naiveSums({ rows, depth, columns, activations, weights }: Matrices): number[] {
  return Array.from({ length: rows * columns }, (_, at) => {
    const row = Math.floor(at / columns) * depth;
    let sum = 0;
    for (let k = 0; k < depth; k++) sum += activations[row + k]! * weights[k * columns + (at % columns)]!;
    return sum;
  });
}
