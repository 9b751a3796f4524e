/** @file Profiles the kernel: measures the time of each of its steps for one row. */
import { parseDirectory } from '../../src/models/files/tensor-directory';
import { expandWeights } from '../../src/models/files/expand-weights';
import { SegmentEncoder } from '../../src/engine/runtimes/kernel/segment-encoder';
import { startKernel } from '../../src/engine/runtimes/kernel/kernel';
import type { Kernel, KernelSteps } from '../../src/engine/runtimes/kernel/kernel';

/** The files of a model's encoder. */
export type EncoderFiles = { readonly graph: Uint8Array; readonly data: Uint8Array };

/**
 * The milliseconds of each step for one row, for each of `repeats` runs after the same number to warm up. `rest` is the
 * time between steps.
 */
export function profile(
  module: WebAssembly.Module,
  { graph, data }: EncoderFiles,
  { repeats, tokens }: { readonly repeats: number; readonly tokens: number },
): Record<string, number>[] {
  const spent = new Map<string, number>();
  const directory = parseDirectory(graph);
  const weights = expandWeights(directory, data);
  const segments = directory.exits.map(
    (_, index) => new SegmentEncoder(timed(startKernel(module), spent), directory, index + 1, weights),
  );
  const ids = Int32Array.from({ length: tokens }, (_, index) => 1000 + 37 * index);
  const runs = Array.from({ length: 2 * repeats }, () => {
    spent.clear();
    const started = performance.now();
    encode(segments, ids);
    const all = performance.now() - started;
    const inSteps = Array.from(spent.values()).reduce((sum, each) => sum + each, 0);
    return { ...Object.fromEntries(spent), rest: all - inSteps, all };
  });
  return runs.slice(repeats);
}

/** Runs all segments, and reads the outputs that a passage needs. */
export function encode(segments: readonly SegmentEncoder[], ids: Int32Array): void {
  let row = segments[0]!.encodeIds({ ids });
  for (const segment of segments.slice(1)) row = segment.encodeStates(row.states());
  row.tokenVectors();
  row.pooled();
}

/** Returns a kernel that adds the time of each step to `spent`. */
function timed(kernel: Kernel, spent: Map<string, number>): Kernel {
  const steps = Object.entries<unknown>({ ...kernel.steps }).map(([name, step]): [string, unknown] => {
    if (typeof step !== 'function') return [name, step];
    const run = step as (...sizes: number[]) => unknown;
    const watched = (...sizes: number[]) => {
      const started = performance.now();
      const value = run(...sizes);
      spent.set(name, (spent.get(name) ?? 0) + performance.now() - started);
      return value;
    };
    return [name, watched];
  });
  return { ...kernel, steps: Object.fromEntries(steps) as unknown as KernelSteps };
}
