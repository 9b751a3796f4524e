/** @file What a model put out, read row by row and checked: anything that cannot be is a lost engine. */
import { EngineLost } from '../../core/engine-lost';
import { toFloats } from '../../util/float16';
import type { OutputTensor, RawTensor } from './runtime';

export type Outputs = Readonly<Record<string, RawTensor>>;

/** The output called `name`, in numbers of single precision. */
export function outputFloats(outputs: Outputs, name: string): OutputTensor {
  const tensor = outputNamed(outputs, name);
  return tensor.type === 'float16' ? { data: toFloats(tensor.data), dims: tensor.dims } : tensor;
}

export function outputNamed(outputs: Outputs, name: string): RawTensor {
  const tensor = outputs[name];
  if (tensor) return tensor;
  throw new EngineLost(`Expected the model to output ${name}, got ${Object.keys(outputs).join(', ')}`);
}

export function expectFinite(value: number): number {
  if (Number.isFinite(value)) return value;
  throw new EngineLost(`A logit is ${value}`);
}

/** A lost GPU device can answer zeros instead of an error. */
export function expectNotAllZero(logits: readonly number[] | Float32Array): void {
  if (logits.length > 0 && logits.every((logit: number) => logit === 0)) throw new EngineLost('Every logit is zero');
}
