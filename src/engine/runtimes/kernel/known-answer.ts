/**
 * @file Whether a kernel's int8 product is exact here.
 *
 * The relaxed dot is free to differ between processors and engines; with the operands that the kernel gives it, it must not. An engine
 * that gets it wrong (Node 20 with its flag does) validates the module all the same, so the extremes are computed once, with the very
 * code that will serve.
 */
import { packActivations } from './activations';
import type { Kernel } from './kernel';

const ROWS = 4;
const DEPTH = 32;
const COLUMNS = 8;

/** In both ways of summing: products take the faster one, MaxSim always the fused dot. */
export function isExact(kernel: Kernel): boolean {
  return [false, true].every((pairs) => isExactWith({ ...kernel, pairs }));
}

function isExactWith({ arena, steps, pairs }: Kernel): boolean {
  const { top } = arena;
  const weights = Int8Array.from(
    { length: DEPTH * COLUMNS },
    (_, index) => EXTREMES[(index * 7 + (index >> 3)) % EXTREMES.length]!,
  );
  const activations = Array.from({ length: ROWS * DEPTH }, (_, index) => (index % 3 === 0 ? 127 : (index * 37) % 128));
  const packed = arena.allocate(DEPTH * COLUMNS);
  const sums = arena.allocate(4 * COLUMNS);
  steps.packMatrix(arena.copyIn(new Uint8Array(weights.buffer)), packed, sums, DEPTH, COLUMNS);
  const x = arena.copyIn(packActivations(steps, activations, DEPTH));
  const ones = arena.copyIn(new Float32Array(COLUMNS).fill(1));
  const zeros = arena.copyIn(new Float32Array(COLUMNS));
  const out = arena.allocate(4 * ROWS * COLUMNS);
  steps.int8Product(x, ones, zeros, packed, sums, ones, zeros, out, ROWS, DEPTH, COLUMNS, pairs);
  const exact = arena.floats(out, ROWS * COLUMNS).every((sum, index) => sum === dot(activations, weights, index));
  arena.rewind(top);
  return exact;
}

const EXTREMES = [127, -128, -127, 1, 127, -1, -128, 0, 64, -65, 127];

function dot(activations: readonly number[], weights: Int8Array, index: number): number {
  const row = Math.floor(index / COLUMNS) * DEPTH;
  let sum = 0;
  for (let k = 0; k < DEPTH; k++) sum += activations[row + k]! * weights[k * COLUMNS + (index % COLUMNS)]!;
  return sum;
}
