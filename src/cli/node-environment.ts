/** @file The host in Node: files from disk, WASM, no GPU, nothing cached. */
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { createKernelRuntime } from '../engine/kernel/kernel-runtime';
import { memoryStore } from '../engine/model-store';
import { createOrtRuntime } from '../engine/ort-runtime';
import type { Environment } from '../../workers/environment';

export const nodeEnvironment: Environment = {
  fetch: async (url, init) =>
    url.startsWith('file:') ? new Response(await readFile(fileURLToPath(url))) : fetch(url, init),
  openStore: () => Promise.resolve(memoryStore),
  probeAdapter: () => Promise.resolve({ missing: 'Node has no WebGPU' }),
  async createRuntime(options) {
    const wasmBinary = await readFile(fileURLToPath(options.files.plain.wasm));
    return createOrtRuntime({ ...options, wasmBinary });
  },
  createKernel: createKernelRuntime,
  // The browser build of the runtime fetches its loader for threads, and Node does not fetch files.
  cores: () => 1,
  threads: () => 1,
};
