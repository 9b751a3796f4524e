/** @file Activations in the order in which the int8 product reads them: `kernels/activation.ts`. */
import type { KernelSteps } from './kernel';

/** Four rows side by side, four depths a row at a time. */
const TILE = 4;

/** @param values (rows, depth), 0…127 @returns bytes, or words of 16 bits as the build wants them */
export function packActivations(steps: KernelSteps, values: readonly number[], depth: number): Uint8Array {
  const packed = steps.activationBytes() === 1 ? new Uint8Array(values.length) : new Int16Array(values.length);
  values.forEach((value, index) => (packed[offsetOf(Math.floor(index / depth), index % depth, depth)] = value));
  return new Uint8Array(packed.buffer);
}

/** Where the activation of a row and a depth lies among all, in activations. */
export function offsetOf(row: number, k: number, depth: number): number {
  const tile = Math.floor(row / TILE) * (depth / TILE) + Math.floor(k / TILE);
  return (tile * TILE + (row % TILE)) * TILE + (k % TILE);
}
