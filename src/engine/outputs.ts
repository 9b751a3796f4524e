/** @file What a model put out, read row by row and checked: anything that cannot be is a lost engine. */
import { EngineLost } from './engine-lost';
import type { InputRow } from './inputs';
import type { OutputTensor } from './runtime';
import { quantizeTokens } from './token-vectors';
import type { TokenVectors, VectorBits } from './token-vectors';

export type Outputs = Readonly<Record<string, OutputTensor>>;

/** One row's vectors without its padding. */
export function readVectors(outputs: Outputs, place: number, row: InputRow, bits: VectorBits): TokenVectors {
  const { data, dims } = output(outputs, 'token_vectors'); // (batch, tokens, dimensions)
  const [, padded = 0, dimensions = 0] = dims;
  const from = place * padded * dimensions;
  const tokens = data.subarray(from, from + row.ids.length * dimensions); // (tokens, dimensions)
  const pooled = output(outputs, 'pooled'); // (batch, pooled dimensions)
  const width = pooled.dims[1] ?? 0;
  const mean = pooled.data.subarray(place * width, (place + 1) * width);
  assertUnitLength(mean);
  return quantizeTokens(tokens, dimensions, mean, bits);
}

export function readWeights(outputs: Outputs, place: number, row: InputRow): Float32Array {
  const { data, dims } = output(outputs, 'token_weights'); // (batch, tokens)
  const from = place * (dims[1] ?? 0);
  return data.slice(from, from + row.ids.length);
}

export function output(outputs: Outputs, name: string): OutputTensor {
  const tensor = outputs[name];
  if (tensor) return tensor;
  throw new EngineLost(`Expected the model to output ${name}, got ${Object.keys(outputs).join(', ')}`);
}

export function finite(value: number): number {
  if (Number.isFinite(value)) return value;
  throw new EngineLost(`A logit is ${value}`);
}

/** The graph normalises, so any other length means garbage: NaN, or the zeros of a lost device. */
function assertUnitLength(vector: Float32Array): void {
  let squares = 0;
  for (const value of vector) squares += value * value;
  if (!(Math.abs(squares - 1) < 0.01))
    throw new EngineLost(`A pooled vector has length ${Math.sqrt(squares)}, expected 1`);
}
