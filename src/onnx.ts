/**
 * @file `rankside/onnx`: onnxruntime-web, for models that the package's own kernel does not run, and for WebGPU.
 *
 * Each `new URL('./…', import.meta.url)` must be written out in full: bundlers recognize no other form and would not
 * emit the file.
 */
import type { OnnxRuntime } from './client/parts';

export type { OnnxRuntime } from './client/parts';

/**
 * Returns the files of onnxruntime-web for the option `runtimes` of `createReranker`. One of its builds is fetched, and
 * only when a model needs it: 14 MB without a GPU, 17 MB with WebGPU where WebAssembly can suspend, else 27 MB. With
 * the option `assets`, the files under that URL are used.
 */
export function onnx(): OnnxRuntime {
  return {
    runtime: 'onnx',
    files: {
      plain: {
        mjs: new URL('./runtime/ort-wasm-simd-threaded.mjs', import.meta.url).href,
        wasm: [new URL('./runtime/ort-wasm-simd-threaded.wasm', import.meta.url).href],
      },
      jspi: {
        mjs: new URL('./runtime/ort-wasm-simd-threaded.jspi.mjs', import.meta.url).href,
        wasm: [new URL('./runtime/ort-wasm-simd-threaded.jspi.wasm', import.meta.url).href],
      },
      asyncify: {
        mjs: new URL('./runtime/ort-wasm-simd-threaded.asyncify.mjs', import.meta.url).href,
        wasm: [
          new URL('./runtime/ort-wasm-simd-threaded.asyncify.1.wasm', import.meta.url).href,
          new URL('./runtime/ort-wasm-simd-threaded.asyncify.2.wasm', import.meta.url).href,
        ],
      },
    },
  };
}
