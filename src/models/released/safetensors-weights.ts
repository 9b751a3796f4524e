/** @file The weights of a `model.safetensors`, whose tensors have PyTorch's names. */
import { readSafetensors } from '../files/safetensors';
import type { ReleasedWeights } from './released-weights';

const WEIGHT = '.weight';

/** @throws RerankError `model-invalid` if the file is not a safetensors file */
export function safetensorsWeights(bytes: Uint8Array): ReleasedWeights {
  const entries = readSafetensors(bytes);
  const tensor = (name: string) => entries.get(name)?.();
  const tensors = [...entries.keys()];
  const linears = tensors.filter((name) => name.endsWith(WEIGHT)).map((name) => name.slice(0, -WEIGHT.length));
  return {
    names: [...tensors, ...linears],
    tensor,
    linear: (name) => {
      const weight = tensor(`${name}${WEIGHT}`);
      return weight && { weight, turned: false, bias: tensor(`${name}.bias`) };
    },
  };
}
