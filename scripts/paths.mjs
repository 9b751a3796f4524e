/** @file Absolute paths of the repository's folders. */
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('..', import.meta.url));
export const dist = join(root, 'dist');
export const demoDist = join(root, 'demo-dist');
export const extensionDist = join(root, 'extension-dist');
export const runtimeSource = join(root, 'node_modules/onnxruntime-web/dist');
export const models = join(root, 'public/models');
/** The models that have a name but are not part of the package. */
export const separateModels = ['multi', 'deep'];
/** Holds stamps, locks and compiled kernels. `npm ci` deletes it, and it is never published. */
export const cache = join(root, 'node_modules/.cache/rankside');

/** The builds of the runtime that are published: a plain one, and two in which WebAssembly can wait for a GPU. */
export const runtimeFiles = [
  ...['', '.jspi', '.asyncify'].map((build) => `ort-wasm-simd-threaded${build}.mjs`),
  ...['', '.jspi'].map((build) => `ort-wasm-simd-threaded${build}.wasm`),
];
/** The WASM files, without extension, that are published in two parts. */
export const splitRuntimeFiles = ['ort-wasm-simd-threaded.asyncify'];

/** The compiled kernels. The library's build copies them to `dist/kernels`. */
export const kernels = join(cache, 'kernels');
