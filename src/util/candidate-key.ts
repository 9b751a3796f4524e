/** @file The name of an engine candidate (device, dtype, runtime) between page and worker. */
import type { Device, Dtype, RuntimeKind } from '../core/types';

/** After this number of losses, a candidate is no longer used. */
export const LOSSES_TO_AVOID = 2;

/** The key under which losses of the last-pass model are counted. After `LOSSES_TO_AVOID` of them it is left out. */
export const LAST_PASS = 'last-pass';

/** For example `wasm/int8`, or `wasm/int8/kernel` if the runtime is not onnxruntime-web. */
export function candidateKey(candidate: {
  readonly device: Device;
  readonly dtype: Dtype;
  readonly runtime?: RuntimeKind;
}): string {
  const { device, dtype, runtime = 'onnx' } = candidate;
  return runtime === 'onnx' ? `${device}/${dtype}` : `${device}/${dtype}/${runtime}`;
}
