/** @file How page and worker name a (device, dtype, runtime) candidate between them. */
import type { Device, Dtype, RuntimeKind } from '../core/types';

/** How many losses end a candidate's service. */
export const LOSSES_TO_AVOID = 2;

/** `wasm/int8`, or `wasm/int8/kernel` where it is not onnxruntime-web's. */
export function candidateKey(candidate: {
  readonly device: Device;
  readonly dtype: Dtype;
  readonly runtime?: RuntimeKind;
}): string {
  const { device, dtype, runtime = 'onnx' } = candidate;
  return runtime === 'onnx' ? `${device}/${dtype}` : `${device}/${dtype}/${runtime}`;
}
