/**
 * @file The interface of the host to its platform, so that the same host runs in a browser's worker, in Node and in
 * tests.
 */
import { probeAdapter } from '../../engine/runtimes/ort/adapter';
import type { AdapterProbe } from '../../engine/runtimes/ort/adapter';
import type { Fetch } from '../../models/files/limited-fetch';
import { openModelStore } from '../../models/files/model-store';
import type { ModelStore } from '../../models/files/model-store';
import { createKernelRuntime } from '../../engine/runtimes/kernel/kernel-runtime';
import type { KernelSource } from '../../engine/runtimes/kernel/kernel-build';
import { createOrtRuntime } from '../../engine/runtimes/ort/ort-runtime';
import type { OrtOptions } from '../../engine/runtimes/ort/ort-runtime';
import { createWgslRuntime } from '../../engine/runtimes/wgsl/wgsl-runtime';
import { dataResponse, isDataUrl } from '../../util/data-url';
import { trustedUrl } from '../../util/trusted-url';
import type { CompiledKernel, Runtime } from '../../engine/runtimes/runtime';

export type Environment = {
  readonly fetch: Fetch;
  readonly openStore: (warn: (message: string) => void) => Promise<ModelStore>;
  readonly probeAdapter: () => Promise<AdapterProbe>;
  readonly createRuntime: (options: Omit<OrtOptions, 'wasmBinary'>) => Promise<Runtime>;
  /** Starts the kernel from its files, or from a module that another worker compiled and tested. */
  readonly createKernel: (source: KernelSource | CompiledKernel) => Promise<Runtime>;
  /** Starts the kernel on WebGPU. Rejects with the reason if there is no adapter. */
  readonly createGpuKernel: () => Promise<Runtime>;
  /** The number of cores to compute on, at most `requested`. */
  readonly cores: (requested: number | undefined) => number;
  /** The number of threads that onnxruntime-web may use, at most `requested`. */
  readonly threads: (requested: number | undefined) => number;
  /** Starts another worker of the same script; absent if that is not possible. */
  readonly spawn?: () => Worker;
  /** Absent if the platform has no IndexedDB. */
  readonly indexedDB?: IDBFactory;
};

export const browserEnvironment: Environment = {
  fetch: (url, init) => (isDataUrl(url) ? Promise.resolve(dataResponse(url)) : fetch(url, init)),
  openStore: openModelStore,
  probeAdapter,
  createRuntime: createOrtRuntime,
  createKernel: createKernelRuntime,
  createGpuKernel: createWgslRuntime,
  cores: (requested) => coresFor(navigator, requested),
  threads: (requested) => (globalThis.crossOriginIsolated ? coresFor(navigator, requested) : 1),
  ...(canSpawn() ? { spawn } : {}),
  ...(typeof indexedDB === 'undefined' ? {} : { indexedDB }),
};

/** `deviceMemory` is in GiB, as in `navigator.deviceMemory`; some browsers do not have it. */
export type Hardware = { readonly hardwareConcurrency: number; readonly deviceMemory?: number };

/**
 * Returns the requested number of cores, at most all of them. By default, returns half of the cores but two to four,
 * because the page and the browser need the others. Each worker holds the model, so a device of up to 2 GiB gets two at
 * most, and one of up to 1 GiB one.
 */
export function coresFor({ hardwareConcurrency, deviceMemory = 8 }: Hardware, requested: number | undefined): number {
  if (requested !== undefined) return Math.max(1, Math.min(Math.floor(requested), hardwareConcurrency));
  if (deviceMemory <= 1) return 1;
  const most = deviceMemory <= 2 ? 2 : 4;
  return Math.min(hardwareConcurrency, Math.max(2, Math.min(most, Math.ceil(hardwareConcurrency / 2))));
}

/** Only a dedicated worker has a script that can be started again as a pool worker; a page has none. */
function canSpawn(): boolean {
  return 'DedicatedWorkerGlobalScope' in globalThis && typeof Worker === 'function';
}

/** The new worker gets this worker's name, because a script may read it. */
function spawn(): Worker {
  const { location, name } = globalThis as unknown as {
    readonly location: { readonly href: string };
    readonly name: string;
  };
  return new Worker(trustedUrl(location.href), { type: isModule() ? 'module' : 'classic', name });
}

/** Some bundlers build workers as classic scripts. In a module worker, `importScripts` throws. */
function isModule(): boolean {
  try {
    (globalThis as unknown as { importScripts: () => void }).importScripts();
    return false;
  } catch {
    return true;
  }
}
