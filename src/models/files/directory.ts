/**
 * @file `encoder.json`: an encoder's architecture in numbers, and where each tensor lies in the stored weight file. The loader expands the
 * file by it, and the kernel runs by it in place of a graph; training/rankside_training/quantization/directory.py writes it.
 */

/** Groups of four-bit values with one scale each, float16, in the order of the groups. */
export type Groups = {
  /** Along which a group's values lie, one after another: 1 for a table's rows, 0 for a matrix (in, out). */
  readonly axis: 0 | 1;
  /** Values of a group; the last of a line may have fewer. */
  readonly size: number;
  /** Of the scales, in bytes. */
  readonly offset: number;
};

export type StoredTensor = {
  readonly dtype: 'int8' | 'int4' | 'float32';
  readonly shape: readonly number[];
  /** In bytes, from the start of the data file. */
  readonly offset: number;
  /** Of int4 alone. */
  readonly groups?: Groups;
};

export type EncoderDirectory = {
  readonly format: 2;
  readonly layers: number;
  /** After how many layers the encoder may stop, ascending; the last is `layers`. Stage n ends at the n-th. */
  readonly exits: readonly number[];
  readonly heads: number;
  readonly hidden: number;
  /** Width between the two products of a feed-forward part. */
  readonly inner: number;
  /** Width of the word table; a matrix `widen` follows where it is not `hidden`. */
  readonly embedding: number;
  readonly tokenDim: number;
  /** Rows of the position table: the longest input. */
  readonly positions: number;
  readonly vocabulary: number;
  readonly epsilon: number;
  /** Name of the data file. */
  readonly data: string;
  /** The data file as it is run. The hash is held against `expandWeights` by a test. */
  readonly expanded: { readonly bytes: number; readonly sha256: string };
  /** In the order of the expanded file. */
  readonly tensors: Readonly<Record<string, StoredTensor>>;
};

const SIZES = ['layers', 'heads', 'hidden', 'inner', 'embedding', 'tokenDim', 'positions', 'vocabulary'] as const;

/** @throws TypeError when it is none */
export function parseDirectory(bytes: Uint8Array): EncoderDirectory {
  const directory = JSON.parse(new TextDecoder().decode(bytes)) as EncoderDirectory;
  if ((directory.format as number) !== 2) {
    throw new TypeError(`Expected a tensor directory of format 2, got ${String(directory.format)}`);
  }
  for (const size of SIZES) {
    if (!(directory[size] > 0)) throw new TypeError(`Expected \`${size}\` to be positive, got ${directory[size]}`);
  }
  const { exits, layers } = directory;
  if (!isAscending([0, ...exits]) || exits.at(-1) !== layers) {
    throw new TypeError(`Expected \`exits\` to rise to ${layers} layers, got ${exits.join(', ')}`);
  }
  return directory;
}

function isAscending(numbers: readonly number[]): boolean {
  return numbers.every((each, at) => at === 0 || each > numbers[at - 1]!);
}
