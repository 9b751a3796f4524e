/** @file Where things are, seen from anywhere. */
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('..', import.meta.url));
export const dist = join(root, 'dist');
export const demoDist = join(root, 'demo-dist');
export const runtimeSource = join(root, 'node_modules/onnxruntime-web/dist');
export const models = join(root, 'public/models');
/** Stamps and locks: thrown away by `npm ci`, never published. */
export const cache = join(root, 'node_modules/.cache/rankside');

/** The runtime's builds that ship: plain, and two ways for WebAssembly to wait for a GPU. */
export const runtimeFiles = ['', '.jspi', '.asyncify'].flatMap((build) =>
  ['mjs', 'wasm'].map((extension) => `ort-wasm-simd-threaded${build}.${extension}`),
);

/** The kernels as compiled; the library's build copies them to `dist/kernels`. */
export const kernels = join(cache, 'kernels');
