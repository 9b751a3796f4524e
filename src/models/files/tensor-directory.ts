/**
 * @file The tensor directory, `encoder.json`: the sizes of an encoder, and the offset of each tensor in the stored
 * weight file. The loader uses it to expand the file, and the kernel uses it in place of a graph.
 * training/rankside_training/quantization/directory.py writes it.
 */

/** The function between the two products of a feed-forward block. `gelu` is the exact one, by erf. */
export type Activation = 'gelu' | 'gelu_tanh' | 'relu';
/** The function between the two layers of a classification head. */
export type HeadActivation = 'tanh' | 'gelu' | 'relu';
export type HeadPooling = 'first' | 'mean';

/** Groups of four-bit values. Each group has one float16 scale; the scales are stored in the order of the groups. */
export type Groups = {
  /**
   * The axis along which the values of a group follow one another: 1 for the rows of a table, 0 for a matrix (in, out).
   */
  readonly axis: 0 | 1;
  /** Number of values in a group. The last group of a line may have fewer. */
  readonly size: number;
  /** Offset of the scales in bytes. */
  readonly offset: number;
};

export type StoredTensor = {
  readonly dtype: 'int8' | 'int4' | 'float32';
  readonly shape: readonly number[];
  /** In bytes, from the start of the data file. */
  readonly offset: number;
  /** Present for int4 only. */
  readonly groups?: Groups;
};

/**
 * `states`: the states of all tokens, times the matrix `project` (hidden, tokenDim) if there is one. `mean`: the mean
 * of the states of the attended tokens. `first`: the state of the first token. `logits`: those of a classification
 * head over the first token, or over the mean.
 */
export type ReleasedOutput = 'states' | 'mean' | 'first' | 'logits';

/** The attention of one layer with rotary positions. */
export type RotaryLayer = {
  /** The pair k of a head of `width` numbers turns by position · theta^(−2k / width). */
  readonly theta: number;
  /** How many tokens away the farthest key is that a query attends to. Default: any. */
  readonly reach?: number;
};

/** What a released encoder has that those of the package do not need. Each default is what those have. */
type ReleasedParts = {
  /**
   * One for each layer, in place of the position table. Only for encoders of one segment. Default: positions are
   * embedded, and every query attends to all keys.
   */
  readonly rotary?: readonly RotaryLayer[];
  /**
   * Whether the attention and the feed-forward block of a layer read normalised states and are added to those before
   * the norm, as in ModernBERT. The norm of a block's input is that after the block before, so the first layer has
   * none. Default: what was added is normalised, as in BERT.
   */
  readonly preNorm?: boolean;
  /** Whether `up` has 2 · inner columns, whose second half is multiplied by the activated first. Default false. */
  readonly gated?: boolean;
  /** Default `gelu`. */
  readonly activation?: Activation;
  /** Number of token types. Row type · positions + p of the position table belongs to the position p. Default 1. */
  readonly types?: number;
  /** What the last layer is followed by. Default `vectors`. */
  readonly output?: 'vectors' | ReleasedOutput;
  /** Number of logits. */
  readonly labels?: number;
  readonly headActivation?: HeadActivation;
  /** The state that the classification head reads: of the first token, or the mean of the attended. Default `first`. */
  readonly headPooling?: HeadPooling;
};

export type EncoderDirectory = ReleasedParts & {
  readonly format: 2;
  readonly layers: number;
  /** The depths at which the encoder may stop, ascending; the last is `layers`. Segment n ends at the n-th exit. */
  readonly exits: readonly number[];
  readonly heads: number;
  readonly hidden: number;
  /** Width between the two matrix products of a feed-forward block. */
  readonly inner: number;
  /**
   * Width of the word table. If it is not `hidden`, the matrix `widen` follows, or the linear layer `enter` after the
   * norm of the embeddings, whose other tables have the same width then.
   */
  readonly embedding: number;
  readonly tokenDim: number;
  /** The length of the longest input, in tokens. If there is a position table, it has as many rows for each type. */
  readonly positions: number;
  readonly vocabulary: number;
  readonly epsilon: number;
  /** Name of the data file. */
  readonly data: string;
  /** The expanded data file. A test compares the hash with the output of `expandWeights`. */
  readonly expanded: { readonly bytes: number; readonly sha256: string };
  /** In the order of the expanded file. */
  readonly tensors: Readonly<Record<string, StoredTensor>>;
};

const SIZES = ['layers', 'heads', 'hidden', 'inner', 'embedding', 'tokenDim', 'positions', 'vocabulary'] as const;

/** @throws TypeError if `bytes` is not a valid tensor directory */
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
  const { rotary } = directory;
  if (rotary && (rotary.length !== layers || exits.length > 1)) {
    const got = `${rotary.length} in ${exits.length}`;
    throw new TypeError(`Expected \`rotary\` for each of ${layers} layers in one segment, got ${got}`);
  }
  return directory;
}

function isAscending(numbers: readonly number[]): boolean {
  return numbers.every((each, index) => index === 0 || each > numbers[index - 1]!);
}
