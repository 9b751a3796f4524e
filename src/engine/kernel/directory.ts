/**
 * @file `encoder.json`: an encoder's architecture in numbers, and where each tensor lies in the shared weight file. What the kernel reads
 * in place of a graph; training/rankside_training/directory.py writes it.
 */

export type TensorPlace = {
  readonly dtype: 'int8' | 'float32';
  readonly shape: readonly number[];
  /** In bytes, from the start of the data file. */
  readonly offset: number;
};

export type TensorDirectory = {
  readonly format: 1;
  readonly layers: number;
  readonly heads: number;
  readonly hidden: number;
  /** Width between the two products of a feed-forward part. */
  readonly inner: number;
  readonly tokenDim: number;
  /** Rows of the position table: the longest input. */
  readonly positions: number;
  readonly vocabulary: number;
  readonly epsilon: number;
  /** Name of the data file. */
  readonly data: string;
  readonly tensors: Readonly<Record<string, TensorPlace>>;
};

const SIZES = ['layers', 'heads', 'hidden', 'inner', 'tokenDim', 'positions', 'vocabulary'] as const;

/** @throws TypeError when it is none, or when the kernel has no blocks for its sizes */
export function parseDirectory(bytes: Uint8Array): TensorDirectory {
  const directory = JSON.parse(new TextDecoder().decode(bytes)) as TensorDirectory;
  if ((directory.format as number) !== 1) {
    throw new TypeError(`Expected a tensor directory of format 1, got ${String(directory.format)}`);
  }
  for (const size of SIZES) {
    if (!(directory[size] > 0)) throw new TypeError(`Expected \`${size}\` to be positive, got ${directory[size]}`);
  }
  const { hidden, inner, heads, tokenDim } = directory;
  expectMultiple('hidden', hidden, 16);
  expectMultiple('inner', inner, 16);
  expectMultiple('hidden / heads', hidden / heads, 8);
  expectMultiple('tokenDim', tokenDim, 8);
  return directory;
}

/** Depths are read 16 at a time, columns 8 at a time. */
function expectMultiple(name: string, value: number, of: number): void {
  if (value % of !== 0) throw new TypeError(`Expected \`${name}\` to be a multiple of ${of}, got ${value}`);
}
