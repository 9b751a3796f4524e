/**
 * @file A linear layer that is not in the graph. Sentence Transformers and ColBERT put such layers behind an encoder.
 *
 * Layers without an activation are multiplied by the next one when they are loaded, since each token of a passage is
 * projected. A residual connection is another linear layer, whose matrix is added to that of the layer.
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

/**
 * @param residual whether the layer's inputs are added to its outputs, times `residual.weight` if the numbers of both
 * differ
 * @throws RerankError `model-invalid` if the file contains no linear layer
 */
export function readDense(bytes: Uint8Array, activation: DenseRef['activation'], residual = false): Dense {
  const weight = readTensor(bytes, 'linear.weight');
  if (!weight) throw new RerankError('model-invalid', 'Expected a linear layer with `linear.weight`, got none');
  const [outputs = 0, inputs = 0] = weight.shape;
  const data = residual ? withResidual(weight.data, readTensor(bytes, 'residual.weight')?.data, inputs) : weight.data;
  if (data.length !== outputs * inputs) {
    throw new RerankError('model-invalid', `Expected a residual layer of ${outputs} × ${inputs} numbers, got another`);
  }
  return { weight: data, bias: readTensor(bytes, 'linear.bias')?.data, inputs, activation };
}

/** Empty if neither a residual layer nor the identity has the shape of `weight`. */
function withResidual(weight: Float32Array, residual: Float32Array | undefined, inputs: number): Float32Array {
  if (residual?.length === weight.length) return weight.map((value, index) => value + residual[index]!);
  if (residual || weight.length !== inputs * inputs) return new Float32Array(0);
  return weight.map((value, index) => (index % (inputs + 1) === 0 ? value + 1 : value));
}

/** The same projection by fewer layers: those without an activation are joined with the next one. */
export function joinDense(layers: readonly Dense[]): Dense[] {
  return layers.reduce<Dense[]>((joined, layer) => {
    const before = joined.at(-1);
    const fits = before?.activation === 'identity' && before.weight.length / before.inputs === layer.inputs;
    return fits ? [...joined.slice(0, -1), product(layer, before)] : [...joined, layer];
  }, []);
}

/** activation(W · (V · x + c) + b) = activation((W · V) · x + (W · c + b)) */
function product(layer: Dense, before: Dense): Dense {
  const outputs = layer.weight.length / layer.inputs;
  const weight = new Float32Array(outputs * before.inputs);
  const bias = layer.bias || before.bias ? new Float32Array(outputs) : undefined;
  for (let row = 0; row < outputs; row++) {
    const line = weight.subarray(row * before.inputs, (row + 1) * before.inputs);
    for (let middle = 0; middle < layer.inputs; middle++) {
      const factor = layer.weight[row * layer.inputs + middle]!;
      const from = middle * before.inputs;
      for (let column = 0; column < before.inputs; column++) line[column]! += factor * before.weight[from + column]!;
      if (bias) bias[row]! += factor * (before.bias?.[middle] ?? 0);
    }
    if (bias) bias[row]! += layer.bias?.[row] ?? 0;
  }
  return { weight, bias, inputs: before.inputs, activation: layer.activation };
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
