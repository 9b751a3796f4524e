/** @file What the host takes from where it runs, so that the same host serves in a browser's worker, in Node and under test. */
import { probeAdapter } from '../../engine/runtimes/ort/adapter';
import type { AdapterProbe } from '../../engine/runtimes/ort/adapter';
import { openModelStore } from '../../models/files/model-store';
import type { ModelStore } from '../../models/files/model-store';
import { createKernelRuntime } from '../../engine/runtimes/kernel/kernel-runtime';
import type { KernelSource } from '../../engine/runtimes/kernel/kernel-build';
import { createOrtRuntime } from '../../engine/runtimes/ort/ort-runtime';
import type { OrtOptions } from '../../engine/runtimes/ort/ort-runtime';
import type { CompiledKernel, Runtime } from '../../engine/runtimes/runtime';

export type Environment = {
  readonly fetch: (url: string, init?: RequestInit) => Promise<Response>;
  readonly openStore: (warn: (message: string) => void) => Promise<ModelStore>;
  readonly probeAdapter: () => Promise<AdapterProbe>;
  readonly createRuntime: (options: Omit<OrtOptions, 'wasmBinary'>) => Promise<Runtime>;
  /** From its files, or as another worker compiled and checked it. */
  readonly createKernel: (source: KernelSource | CompiledKernel) => Promise<Runtime>;
  /** Cores to compute on, at most `wanted`. */
  readonly cores: (wanted: number | undefined) => number;
  /** Threads that the runtime may have, at most `wanted`. */
  readonly threads: (wanted: number | undefined) => number;
  /** Starts another worker of the same script; absent where none can be. */
  readonly spawn?: () => Worker;
  /** Absent where there is none. */
  readonly indexedDB?: IDBFactory;
};

export const browserEnvironment: Environment = {
  fetch: (url, init) => fetch(url, init),
  openStore: openModelStore,
  probeAdapter,
  createRuntime: (options) => Promise.resolve(createOrtRuntime(options)),
  createKernel: createKernelRuntime,
  cores: (wanted) => coresFor(navigator, wanted),
  threads: (wanted) => (globalThis.crossOriginIsolated ? coresFor(navigator, wanted) : 1),
  ...(canSpawn() ? { spawn } : {}),
  ...(typeof indexedDB === 'undefined' ? {} : { indexedDB }),
};

/** Memory is in GiB, as `navigator.deviceMemory` has it, where a browser tells. */
export type Hardware = { readonly hardwareConcurrency: number; readonly deviceMemory?: number };

/**
 * As many as asked for and there. Unasked, half of the cores, from two up to four: the page and the browser want the others. One where
 * memory is short, since each worker holds the model.
 */
export function coresFor({ hardwareConcurrency, deviceMemory = 8 }: Hardware, wanted: number | undefined): number {
  if (wanted !== undefined) return Math.max(1, Math.min(Math.floor(wanted), hardwareConcurrency));
  if (deviceMemory <= 1) return 1;
  return Math.min(hardwareConcurrency, Math.max(2, Math.min(4, Math.ceil(hardwareConcurrency / 2))));
}

/** A page, and a worker behind a port in a page, have no script that answers as a member does. */
function canSpawn(): boolean {
  return 'DedicatedWorkerGlobalScope' in globalThis && typeof Worker === 'function';
}

/** Under its own name, which a script may read. */
function spawn(): Worker {
  const { location, name } = globalThis as unknown as {
    readonly location: { readonly href: string };
    readonly name: string;
  };
  return new Worker(location.href, { type: isModule() ? 'module' : 'classic', name });
}

/** Some bundlers make a classic script of a worker; only there may `importScripts` be called. */
function isModule(): boolean {
  try {
    (globalThis as unknown as { importScripts: () => void }).importScripts();
    return false;
  } catch {
    return true;
  }
}
