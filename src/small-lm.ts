/** @file `rankside/small-lm`: the language model of the package. It needs the runtime of `rankside/onnx`. */
import type { PackagedModel } from './client/parts';

export type { PackagedModel } from './client/parts';

/**
 * Returns the files of `small-lm`, 14.9 MB, for the option `model` of `createReranker`. With the option `assets`, the
 * files under that URL are used.
 */
export function smallLm(): PackagedModel {
  return {
    name: 'small-lm',
    files: {
      'model.onnx': new URL('./models/small-lm/model.onnx', import.meta.url).href,
      'tokenizer.json': new URL('./models/small-lm/tokenizer.json', import.meta.url).href,
    },
  };
}
