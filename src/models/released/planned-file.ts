/** @file A weight file that is laid out first and filled then, so that one released tensor at a time needs memory. */
import { layoutOf } from '../files/expand-weights';
import { invalidWeights } from './released-weights';
import type { StoredTensor } from '../files/tensor-directory';

/** Writes the values of tensors, which are given as views of the file by name. */
type Fill = (file: FileViews) => void;

export type FileViews = {
  bytes(name: string): Int8Array;
  floats(name: string): Float32Array;
};

export class PlannedFile {
  readonly #tensors: Record<string, Pick<StoredTensor, 'dtype' | 'shape'>> = {};
  readonly #fills: Fill[] = [];

  /** Declares tensors, and how their values are written once the file exists. */
  add(tensors: Readonly<Record<string, readonly [dtype: 'int8' | 'float32', ...shape: number[]]>>, fill: Fill): void {
    for (const [name, [dtype, ...shape]] of Object.entries(tensors)) this.#tensors[name] = { dtype, shape };
    this.#fills.push(fill);
  }

  /**
   * @param maxBytes the largest file that the released weights can account for
   * @throws RerankError `model-invalid` if the tensors ask for more, before any memory is taken
   */
  write(maxBytes: number): { readonly tensors: Readonly<Record<string, StoredTensor>>; readonly data: Uint8Array } {
    const unplaced = Object.entries(this.#tensors).map(([name, tensor]) => [name, { ...tensor, offset: 0 }] as const);
    const layout = layoutOf({ tensors: Object.fromEntries(unplaced) });
    if (!(layout.bytes <= maxBytes)) {
      throw invalidWeights(
        `Expected tensors of at most ${maxBytes} bytes for the size of the file, got ${layout.bytes}`,
      );
    }
    const data = new Uint8Array(layout.bytes);
    const placed = (name: string) => layout.tensors[name]!;
    const count = (name: string) => placed(name).shape.reduce((product, length) => product * length, 1);
    const views: FileViews = {
      bytes: (name) => new Int8Array(data.buffer, placed(name).offset, count(name)),
      floats: (name) => new Float32Array(data.buffer, placed(name).offset, count(name)),
    };
    for (const fill of this.#fills) fill(views);
    return { tensors: layout.tensors, data };
  }
}
