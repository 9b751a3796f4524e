/**
 * @file A linear layer that is not in the graph. Sentence Transformers and ColBERT put such layers behind an encoder.
 */
import { RerankError } from '../../core/errors';
import type { DenseRef } from '../../models/card';
import { readTensor } from '../../models/files/safetensors';

export type Dense = {
  /** (out, in). */
  readonly weight: Float32Array;
  readonly bias: Float32Array | undefined; // (out)
  readonly inputs: number;
  readonly activation: DenseRef['activation'];
};

/** @throws RerankError `model-invalid` if the file contains no linear layer */
export function readDense(bytes: Uint8Array, activation: DenseRef['activation']): Dense {
  const weight = readTensor(bytes, 'linear.weight');
  if (!weight) throw new RerankError('model-invalid', 'Expected a linear layer with `linear.weight`, got none');
  return { weight: weight.data, bias: readTensor(bytes, 'linear.bias')?.data, inputs: weight.shape[1]!, activation };
}

/** activation(W · vector + b): (in) → (out). */
export function project(vector: Float32Array, { weight, bias, inputs, activation }: Dense): Float32Array {
  if (vector.length !== inputs) {
    throw new RerankError('model-invalid', `Expected states of ${inputs} numbers for a linear layer, got ${vector.length}`); // prettier-ignore
  }
  const projected = new Float32Array(weight.length / inputs);
  for (let row = 0, from = 0; row < projected.length; row++) {
    let sum = bias?.[row] ?? 0;
    for (let column = 0; column < inputs; column++) sum += weight[from++]! * vector[column]!;
    projected[row] = activation === 'tanh' ? Math.tanh(sum) : sum;
  }
  return projected;
}
