/**
 * @file The parts that an app adds to the default package. An entry of its own names the files of each, so that
 * bundlers emit them only for apps that import the entry.
 */
import type { TransformersOptions } from '../core/types';
import type { RuntimeFiles } from '../engine/runtimes/runtime';

/** onnxruntime-web; `onnx()` of `rankside/onnx` makes it. */
export type OnnxRuntime = { readonly runtime: 'onnx'; readonly files: RuntimeFiles };

/** `@huggingface/transformers` in a worker of its own; `transformers()` of `rankside/transformers` makes it. */
export type TransformersEngine = {
  readonly engine: 'transformers';
  readonly options: TransformersOptions;
  /** Starts the worker. */
  readonly worker: () => Worker;
};
