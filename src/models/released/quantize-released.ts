/** @file Reads a file of released weights and quantizes it for the kernel. */
import type { QuantizedEncoder } from './quantize-encoder';
import { quantizeEncoder } from './quantize-encoder';
import type { ReleasedEncoder } from './architecture';
import { onnxWeights } from './onnx-weights';
import { safetensorsWeights } from './safetensors-weights';

/**
 * @param path its ending tells the format
 * @throws RerankError `model-invalid` if the file is damaged, or has other tensors than the architecture needs
 */
export function quantizeReleased(encoder: ReleasedEncoder, path: string, bytes: Uint8Array): QuantizedEncoder {
  const weights = path.endsWith('.onnx') ? onnxWeights(bytes) : safetensorsWeights(bytes);
  return quantizeEncoder(encoder, weights, MOST_GROWTH * bytes.length);
}

/**
 * A result is smaller than fp32 or fp16 weights. int8 weights grow by their scales, and by the rows of the position
 * table for each token type.
 */
const MOST_GROWTH = 4;
