/**
 * @file Packs activations in the order in which the int8 product reads them, which `kernels/activation.ts` describes.
 */
import type { KernelSteps } from './kernel';

/** A tile has four rows, and four depths of each. */
const TILE = 4;

/** @param values (rows, depth), 0…127 @returns 8 or 16 bits for each value, as the kernel's build requires */
export function packActivations(steps: KernelSteps, values: readonly number[], depth: number): Uint8Array {
  const packed = steps.activationBytes() === 1 ? new Uint8Array(values.length) : new Int16Array(values.length);
  values.forEach((value, index) => (packed[offsetOf(Math.floor(index / depth), index % depth, depth)] = value));
  return new Uint8Array(packed.buffer);
}

/** The offset of the activation of a row at depth `k`, in activations. */
export function offsetOf(row: number, k: number, depth: number): number {
  const tile = Math.floor(row / TILE) * (depth / TILE) + Math.floor(k / TILE);
  return (tile * TILE + (row % TILE)) * TILE + (k % TILE);
}
