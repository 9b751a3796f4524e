/** @file Reads a file of released weights and quantizes it for the kernel. */
import type { QuantizedEncoder } from './quantize-encoder';
import { quantizeEncoder } from './quantize-encoder';
import type { ReleasedEncoder } from './architecture';
import { withHead } from './head-weights';
import { onnxWeights } from './onnx-weights';
import { safetensorsWeights } from './safetensors-weights';

type File = { readonly path: string; readonly data: Uint8Array };

/**
 * @param path its ending tells the format
 * @param others the files of a head that is not in the file of the encoder
 * @throws RerankError `model-invalid` if the file is damaged, or has other tensors than the architecture needs
 */
export function quantizeReleased(
  encoder: ReleasedEncoder,
  path: string,
  bytes: Uint8Array,
  others: readonly File[] = [],
): QuantizedEncoder {
  const weights = path.endsWith('.onnx') ? onnxWeights(bytes) : safetensorsWeights(bytes);
  const { headFiles } = encoder.modern ?? {};
  const open = (file: string) => {
    const found = others.find((each) => each.path === file);
    return found && safetensorsWeights(found.data);
  };
  const whole = headFiles ? withHead(weights, headFiles, open) : weights;
  const size = others.reduce((sum, { data }) => sum + data.length, bytes.length);
  return quantizeEncoder(encoder, whole, MOST_GROWTH * size);
}

/**
 * A result is smaller than fp32 or fp16 weights. int8 weights grow by their scales, and by the rows of the position
 * table for each token type.
 */
const MOST_GROWTH = 4;
