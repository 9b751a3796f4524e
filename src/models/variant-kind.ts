/** @file Tells kinds of variants apart. */
import type { Variant } from './card';

/** Whether a variant runs on our kernel for WebGPU, from the weights of the WASM kernel. */
export function runsOnGpuKernel({ device, runtime }: Pick<Variant, 'device' | 'runtime'>): boolean {
  return device === 'webgpu' && runtime === 'kernel';
}
