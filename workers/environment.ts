/** @file What the host takes from where it runs, so that the same host serves in a browser's worker, in Node and under test. */
import { probeAdapter } from '../src/engine/adapter';
import type { AdapterProbe } from '../src/engine/adapter';
import { openModelStore } from '../src/engine/model-store';
import type { ModelStore } from '../src/engine/model-store';
import { createKernelRuntime } from '../src/engine/kernel/kernel-runtime';
import type { KernelSource } from '../src/engine/kernel/kernel-build';
import { createOrtRuntime } from '../src/engine/ort-runtime';
import type { OrtOptions } from '../src/engine/ort-runtime';
import type { Runtime } from '../src/engine/runtime';

export type Environment = {
  readonly fetch: (url: string) => Promise<Response>;
  readonly openStore: (warn: (message: string) => void) => Promise<ModelStore>;
  readonly probeAdapter: () => Promise<AdapterProbe>;
  readonly createRuntime: (options: Omit<OrtOptions, 'wasmBinary'>) => Promise<Runtime>;
  readonly createKernel: (source: KernelSource) => Promise<Runtime>;
  /** Threads for WASM, at most `cores`. */
  readonly threads: (cores: number | undefined) => number;
};

export const browserEnvironment: Environment = {
  fetch: (url) => fetch(url),
  openStore: openModelStore,
  probeAdapter,
  createRuntime: (options) => Promise.resolve(createOrtRuntime(options)),
  createKernel: createKernelRuntime,
  threads: (cores) => (globalThis.crossOriginIsolated ? threadsFor(navigator.hardwareConcurrency, cores) : 1),
};

/** As many as asked for and there; unasked, half the cores up to four: the page and the browser want the others. */
export function threadsFor(available: number, cores: number | undefined): number {
  const wanted = cores === undefined ? Math.min(4, Math.ceil(available / 2)) : Math.min(Math.floor(cores), available);
  return Math.max(1, wanted);
}
