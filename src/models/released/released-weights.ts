/**
 * @file The weights of a released model, as a file of a repository holds them, by the names that PyTorch gives them.
 */
import { RerankError } from '../../core/errors';

/** A tensor of a file. Its values are converted when they are read, so that one tensor at a time needs memory. */
export type ReleasedTensor = {
  readonly shape: readonly number[];
  /** All values in row-major order. The result may be a view of the file and is not written to. */
  read(): Float32Array;
};

/** A linear layer y = W · x + b. */
export type ReleasedLinear = {
  readonly weight: ReleasedTensor;
  /** Whether the weight has the shape (in, out), as operands of an ONNX product have, and not (out, in). */
  readonly turned: boolean;
  readonly bias: ReleasedTensor | undefined; // (out)
};

/** Repeated calls with one name give the same object. */
export interface ReleasedWeights {
  /** The names of tensors. */
  readonly names: readonly string[];
  /** Every matrix that may be a linear layer, once, with a name such as `bert.encoder.layer.0.output.dense`. */
  readonly matrices: ReadonlyMap<string, ReleasedLinear>;
  tensor(name: string): ReleasedTensor | undefined;
  linear(name: string): ReleasedLinear | undefined;
}

/** The number of values of a tensor. @throws RerankError `model-invalid` for a shape that no file can have */
export function countOf(name: string, shape: readonly number[]): number {
  const count = shape.reduce((product, length) => product * length, 1);
  if (Number.isSafeInteger(count) && shape.every((length) => Number.isSafeInteger(length) && length >= 0)) return count;
  throw invalidWeights(`Expected ${name} to have a shape that a file can hold, got ${shape.join(' × ')}`);
}

export function invalidWeights(message: string, cause?: unknown): RerankError {
  return new RerankError('model-invalid', message, cause === undefined ? {} : { cause });
}
