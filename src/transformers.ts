/**
 * @file `rankside/transformers`: models that `@huggingface/transformers` runs, for the option `engine` of
 * `createReranker`. That package is an optional peer dependency.
 *
 * `new URL('./…', import.meta.url)` must be written out in full: bundlers recognize no other form and would not emit
 * the worker.
 */
import type { TransformersEngine } from './client/parts';
import type { TransformersOptions } from './core/types';

export type { TransformersEngine } from './client/parts';
export type { TransformersDtype, TransformersOptions } from './core/types';

const DTYPES = ['fp32', 'fp16', 'q8', 'int8', 'uint8', 'q4', 'q4f16'];
const DEVICES = ['wasm', 'webgpu'];

/**
 * Returns the engine for the option `engine` of `createReranker`. Its worker imports `@huggingface/transformers`, which
 * has to be installed and bundled with the app. With `runtimes: [onnx()]` it takes onnxruntime-web from the app's own
 * origin; without, transformers.js fetches it from a content delivery network.
 *
 * @throws RangeError for an unknown dtype or device
 */
export function transformers(options: TransformersOptions = {}): TransformersEngine {
  const { dtype, device } = options;
  expectOneOf('dtype', dtype, DTYPES);
  expectOneOf('device', device, DEVICES);
  return {
    engine: 'transformers',
    options: { ...(dtype ? { dtype } : {}), ...(device ? { device } : {}) },
    worker: () => new Worker(new URL('./transformers-worker.js', import.meta.url), { type: 'module' }),
  };
}

function expectOneOf(name: string, value: unknown, choices: readonly string[]): void {
  if (value === undefined || choices.includes(value as string)) return;
  throw new RangeError(`Expected \`${name}\` to be one of ${choices.join(', ')}, got ${JSON.stringify(value)}`);
}
