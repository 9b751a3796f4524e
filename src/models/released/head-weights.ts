/** @file The weights of an encoder whose classification head is in files of its own, by the names that a head has. */
import { invalidWeights } from './released-weights';
import type { ReleasedWeights } from './released-weights';

/** The paths of safetensors files: two linear layers, `linear`, and the norm between them, `norm`. */
export type HeadFiles = { readonly dense: string; readonly norm: string; readonly out: string };

/** The names of the head's parts in an encoder with a head, by the file and the name there. */
const PARTS = [
  ['head.dense', 'dense', 'linear'],
  ['head.norm', 'norm', 'norm'],
  ['classifier', 'out', 'linear'],
] as const;

/**
 * @param open reads a file by its path; undefined if it is not there
 * @throws RerankError `model-invalid` if a file is not there
 */
export function withHead(
  encoder: ReleasedWeights,
  files: HeadFiles,
  open: (path: string) => ReleasedWeights | undefined,
): ReleasedWeights {
  const parts = PARTS.map(([name, file, inside]) => {
    const weights = open(files[file]);
    if (!weights) throw invalidWeights(`Expected the file ${files[file]} of the head, got none`);
    return { name, inside, weights };
  });
  return {
    ...encoder,
    tensor: (full) => {
      const part = parts.find(({ name }) => full.startsWith(`${name}.`));
      return part ? part.weights.tensor(part.inside + full.slice(part.name.length)) : encoder.tensor(full);
    },
    linear: (full) => {
      const part = parts.find(({ name }) => name === full);
      return part ? part.weights.linear(part.inside) : encoder.linear(full);
    },
  };
}
