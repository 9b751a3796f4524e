/**
 * @file Quantizes weights like onnxruntime's `quantize_dynamic`, with one scale per tensor: matrices symmetrically in
 * int8, −127…127, and embedding tables in uint8 with a zero point. See
 * onnxruntime/python/tools/quantization/quant_utils.py.
 */

export type Quantized = {
  readonly scale: number;
  readonly zeroPoint: number;
  readonly values: Int8Array | Uint8Array;
};

export function quantize(values: Float32Array, dtype: 'int8' | 'uint8'): Quantized {
  return dtype === 'int8' ? symmetric(values) : asymmetric(values);
}

function symmetric(values: Float32Array): Quantized {
  const largest = values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  const scale = largest === 0 ? 1 : Math.fround(largest / 127);
  return { scale, zeroPoint: 0, values: Int8Array.from(values, (value) => Math.round(value / scale)) };
}

/** The range always contains zero, so that zero is exact. */
function asymmetric(values: Float32Array): Quantized {
  const low = values.reduce((least, value) => Math.min(least, value), 0);
  const high = values.reduce((most, value) => Math.max(most, value), 0);
  const scale = high === low ? 1 : Math.fround((high - low) / 255);
  const zeroPoint = Math.round((0 - low) / scale);
  const level = (value: number) => Math.min(255, Math.max(0, Math.round(value / scale) + zeroPoint));
  return { scale, zeroPoint, values: Uint8Array.from(values, level) };
}
