/** @file Reads tensors from an expanded weight file by their names. */
import type { EncoderDirectory } from './tensor-directory';
import { layoutOf } from './expand-weights';
import type { ExpandedTensor, Layout } from './expand-weights';

export class ExpandedWeights {
  readonly #layout: Layout;
  readonly #data: Uint8Array;

  /** @param data the expanded file */
  constructor(directory: Pick<EncoderDirectory, 'tensors'>, data: Uint8Array) {
    this.#layout = layoutOf(directory);
    this.#data = data;
  }

  has(name: string): boolean {
    return name in this.#layout.tensors;
  }

  /** @throws TypeError if the directory does not have the tensor */
  shapeOf(name: string): readonly number[] {
    return this.#tensor(name).shape;
  }

  /** A view of the tensor's bytes. @throws TypeError if the directory does not have it, or the file is too short */
  bytes(name: string): Uint8Array {
    const { dtype, shape, offset } = this.#tensor(name);
    const size = shape.reduce((product, length) => product * length, dtype === 'int8' ? 1 : 4);
    if (offset + size <= this.#data.length) return this.#data.subarray(offset, offset + size);
    throw new TypeError(`Expected the data file to reach ${offset + size} bytes, got ${this.#data.length}`);
  }

  /** A copy of an f32 tensor. */
  floats(name: string): Float32Array {
    return new Float32Array(this.bytes(name).slice().buffer);
  }

  #tensor(name: string): ExpandedTensor {
    const tensor = this.#layout.tensors[name];
    if (tensor) return tensor;
    throw new TypeError(`Expected the tensor directory to have ${name}`);
  }
}
