/** @file Lets transformers.js take onnxruntime-web from the app's own origin, where the app has its files. */
import { pickBuild } from '../engine/runtimes/pick-build';
import type { RuntimeFiles } from '../engine/runtimes/runtime';
import type { Fetch } from '../models/files/limited-fetch';
import type { TransformersEnvironment } from './transformers-js';

/** The version of the files of `rankside/onnx`. */
export const ONNX_VERSION = '1.31.0-dev.20260914-8d85527a0';

type Wanted = { readonly files: RuntimeFiles; readonly gpu: boolean; readonly threads: number; readonly fetch: Fetch };

/** Returns a sentence where the files cannot be used, because transformers.js has another version. */
export async function useRuntimeFiles(
  env: TransformersEnvironment,
  { files, gpu, threads, fetch }: Wanted,
): Promise<string | undefined> {
  const { versions, wasm } = env.backends.onnx;
  if (!wasm || !versions?.web) return undefined; // Node has a runtime of its own
  wasm.numThreads = threads;
  if (versions.web !== ONNX_VERSION) {
    return (
      `The files of rankside/onnx are of version ${ONNX_VERSION}, and transformers.js has ${versions.web}, ` +
      'whose files it fetches itself'
    );
  }
  const { mjs, wasm: parts } = files[pickBuild(gpu)];
  env.useWasmCache = false; // a cached loader would be a script in a `blob:` URL, which a strict policy forbids
  const [whole] = parts;
  wasm.wasmPaths = { mjs, ...(parts.length === 1 && whole !== undefined ? { wasm: whole } : {}) };
  if (parts.length > 1) wasm.wasmBinary ??= await joined(parts, fetch);
  return undefined;
}

/** The largest build is in two parts. */
async function joined(urls: readonly string[], fetch: Fetch): Promise<Uint8Array> {
  const parts = await Promise.all(urls.map(async (url) => (await fetch(url)).arrayBuffer()));
  return new Uint8Array(await new Blob(parts).arrayBuffer());
}
