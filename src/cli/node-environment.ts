/** @file The environment of the host in Node: files from disk, WASM, no GPU and no stored data. */
import { readFile, stat } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { createKernelRuntime } from '../engine/runtimes/kernel/kernel-runtime';
import { memoryStore } from '../models/files/model-store';
import { createOrtRuntime } from '../engine/runtimes/ort/ort-runtime';
import type { Environment } from '../host/platform/environment';

export const nodeEnvironment: Environment = {
  fetch: (url, init) => (url.startsWith('file:') ? readLocal(fileURLToPath(url), init?.method) : fetch(url, init)),
  openStore: () => Promise.resolve(memoryStore),
  probeAdapter: () => Promise.resolve({ missing: 'Node has no WebGPU' }),
  async createRuntime(options) {
    const [plain] = options.files.plain.wasm;
    const wasmBinary = await readFile(fileURLToPath(plain!));
    return createOrtRuntime({ ...options, wasmBinary });
  },
  createKernel: createKernelRuntime,
  createGpuKernel: () => Promise.reject(new Error('Node has no WebGPU')),
  // With threads, the browser build of the runtime fetches its loader, and Node's fetch does not support files.
  cores: () => 1,
  threads: () => 1,
};

/** Answers like a server: `HEAD` returns the size only. */
async function readLocal(path: string, method = 'GET'): Promise<Response> {
  if (method !== 'HEAD') return new Response(await readFile(path));
  return new Response(null, { headers: { 'content-length': String((await stat(path)).size) } });
}
