/** @file The weights of a `model.safetensors`, whose tensors have PyTorch's names. */
import { readSafetensors } from '../files/safetensors';
import type { ReleasedLinear, ReleasedTensor, ReleasedWeights } from './released-weights';

const WEIGHT = '.weight';

/** @throws RerankError `model-invalid` if the file is not a safetensors file */
export function safetensorsWeights(bytes: Uint8Array): ReleasedWeights {
  const entries = readSafetensors(bytes);
  const read = new Map<string, ReleasedTensor>();
  const tensor = (name: string) => {
    const known = read.get(name) ?? entries.get(name)?.();
    if (known) read.set(name, known);
    return known;
  };
  const linear = (name: string): ReleasedLinear | undefined => {
    const weight = tensor(`${name}${WEIGHT}`);
    return weight && { weight, turned: false, bias: tensor(`${name}.bias`) };
  };
  const names = [...entries.keys()];
  const matrices = new Map<string, ReleasedLinear>();
  for (const name of names.filter((each) => each.endsWith(WEIGHT)).map((each) => each.slice(0, -WEIGHT.length))) {
    const found = linear(name);
    if (found?.weight.shape.length === 2) matrices.set(name, found);
  }
  return { names, matrices, tensor, linear };
}
