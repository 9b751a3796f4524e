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
  return quantizeEncoder(encoder, path.endsWith('.onnx') ? onnxWeights(bytes) : safetensorsWeights(bytes));
}
