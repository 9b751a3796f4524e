/**
 * @file The URLs of the package's files as literals that bundlers find and emit. They are correct in the built entry,
 * beside which the files are.
 *
 * Each `new URL('./…', import.meta.url)` must be written out in full: bundlers recognize no other form and would not
 * emit the file.
 */
import type { AssetUrls } from '../protocol/host-api';

export function defaultWorker(): Worker {
  return new Worker(new URL('./worker.js', import.meta.url), { type: 'module' });
}

/**
 * The URL of the worker where the entry was not bundled, or was bundled by a tool that leaves `new URL` as it is. It is
 * not a literal, because a bundler would emit the file a second time.
 */
export function defaultWorkerUrl(): string | undefined {
  const entry = import.meta.url as string | undefined;
  return entry?.startsWith('http') ? entry.replace(/[^/]*$/, 'worker.js') : undefined;
}

export function defaultAssets(): AssetUrls {
  return {
    kernels: {
      relaxed: new URL('./kernels/encoder.relaxed.wasm', import.meta.url).href,
      simd: new URL('./kernels/encoder.simd.wasm', import.meta.url).href,
    },
    models: {
      base: {
        'encoder.json': new URL('./models/base/encoder.json', import.meta.url).href,
        'tokenizer.json': new URL('./models/base/tokenizer.json', import.meta.url).href,
        'wasm.1.onnx': new URL('./models/base/wasm.1.onnx', import.meta.url).href,
        'wasm.2.onnx': new URL('./models/base/wasm.2.onnx', import.meta.url).href,
        'wasm.3.onnx': new URL('./models/base/wasm.3.onnx', import.meta.url).href,
        'weights.bin': new URL('./models/base/weights.bin', import.meta.url).href,
      },
      fast: {
        'encoder.json': new URL('./models/fast/encoder.json', import.meta.url).href,
        'tokenizer.json': new URL('./models/fast/tokenizer.json', import.meta.url).href,
        'wasm.1.onnx': new URL('./models/fast/wasm.1.onnx', import.meta.url).href,
        'weights.bin': new URL('./models/fast/weights.bin', import.meta.url).href,
      },
    },
  };
}
