/**
 * @file A BERT-like encoder on the kernel: token ids to unit token vectors and a unit pooled vector.
 *
 * Matrix products are int8 with a scale a row, everything between them f32. A row's result depends on nothing but its ids: every byte
 * that a run reads was written by it, or is a weight. The int8 products of one row of t tokens cost 2 · layers · t · (4 hidden² + 2
 * hidden · inner) operations.
 */
import type { TensorDirectory } from './directory';
import { placeWeights } from './encoder-weights';
import type { EncoderWeights, Layer, Product } from './encoder-weights';
import type { Kernel } from './kernel';

/** (tokens, token dimensions) and (hidden). */
export type Encoding = { readonly tokenVectors: Float32Array; readonly pooled: Float32Array };

export class KernelEncoder {
  readonly #kernel: Kernel;
  readonly #directory: TensorDirectory;
  readonly #weights: EncoderWeights;
  /** Where a run's own memory starts. */
  readonly #base: number;

  constructor(kernel: Kernel, directory: TensorDirectory, data: Uint8Array) {
    this.#kernel = kernel;
    this.#directory = directory;
    this.#weights = placeWeights(kernel, directory, data);
    this.#base = kernel.arena.top;
  }

  encode(ids: ArrayLike<number>): Encoding {
    const { positions, vocabulary } = this.#directory;
    if (ids.length < 1 || ids.length > positions) {
      throw new RangeError(`Expected 1 to ${positions} tokens, got ${ids.length}`);
    }
    const stray = Array.from(ids).find((id) => !(id >= 0 && id < vocabulary));
    if (stray !== undefined) throw new RangeError(`Expected token ids below ${vocabulary}, got ${stray}`);
    const { arena } = this.#kernel;
    arena.rewind(this.#base);
    return this.#run(ids, this.#layOut(ids.length));
  }

  #run(ids: ArrayLike<number>, run: Run): Encoding {
    const { arena, steps } = this.#kernel;
    const { hidden, tokenDim, epsilon } = this.#directory;
    const { word, position, norm, layers, projection } = this.#weights;
    const { rows, tokens, x, vectors, pooled } = run;
    arena.integers(run.ids, rows).fill(0).set(ids);
    steps.embedRows(run.ids, word.rows, word.scale, position.rows, position.scale, x, rows, tokens, hidden);
    steps.normRows(x, 0, norm.scale, norm.bias, rows, hidden, epsilon); // (rows, hidden)
    for (const layer of layers) this.#layer(layer, run);
    steps.sumRows(x, pooled, tokens, hidden); // the division by the number of tokens cancels
    steps.unitRows(pooled, 1, hidden);
    steps.floatProduct(x, 4 * hidden, projection, 4 * tokenDim, vectors, 4 * tokenDim, rows, hidden, tokenDim);
    steps.unitRows(vectors, tokens, tokenDim);
    return {
      tokenVectors: arena.floats(vectors, tokens * tokenDim).slice(),
      pooled: arena.floats(pooled, hidden).slice(),
    };
  }

  /** Post-norm transformer layer (Vaswani et al., 2017; BERT), in place on x: (rows, hidden). */
  #layer(layer: Layer, run: Run): void {
    const { steps } = this.#kernel;
    const { hidden, inner, heads, epsilon } = this.#directory;
    const { rows, tokens, x, wide, side, scratch } = run;
    this.#product(layer.qkv, x, wide, run); // (rows, 3 hidden)
    steps.attention(wide, side, scratch, rows, tokens, hidden, heads); // (rows, hidden)
    this.#product(layer.mix, side, side, run);
    steps.normRows(x, side, layer.mixNorm.scale, layer.mixNorm.bias, rows, hidden, epsilon);
    this.#product(layer.up, x, wide, run); // (rows, inner)
    steps.geluRows(wide, rows, inner);
    this.#product(layer.down, wide, side, run); // (rows, hidden)
    steps.normRows(x, side, layer.downNorm.scale, layer.downNorm.bias, rows, hidden, epsilon);
  }

  /** `out` may be `x`: the product reads the quantized copy. */
  #product({ weight, sums, scale, bias, factors, depth, columns }: Product, x: number, out: number, run: Run): void {
    const { steps, pairs } = this.#kernel;
    const { rows, quantized, rowScales, rowZeros } = run;
    steps.quantizeRows(x, factors, quantized, rowScales, rowZeros, rows, depth);
    steps.int8Product(quantized, rowScales, rowZeros, weight, sums, scale, bias, out, rows, depth, columns, pairs);
  }

  /** Rows fill blocks of four; those beyond the last token hold token 0, and no token reads them. */
  #layOut(tokens: number): Run {
    const { arena, steps } = this.#kernel;
    const { hidden, inner, heads, tokenDim } = this.#directory;
    const rows = Math.ceil(tokens / 4) * 4;
    const floats = (count: number) => arena.take(4 * count);
    return {
      tokens,
      rows,
      ids: floats(rows),
      x: floats(rows * hidden),
      wide: floats(rows * Math.max(3 * hidden, inner)),
      side: floats(rows * hidden),
      quantized: arena.take(steps.activationBytes() * rows * Math.max(hidden, inner)),
      rowScales: floats(rows),
      rowZeros: floats(rows),
      scratch: floats(Math.ceil(tokens / 8) * 8 * ((2 * hidden) / heads + ATTENTION_BLOCK)),
      vectors: floats(rows * tokenDim),
      pooled: floats(hidden),
    };
  }
}

/** Queries whose scores the attention step holds at a time. */
const ATTENTION_BLOCK = 16;

/** Sizes and addresses of one run. */
type Run = Readonly<
  Record<
    | 'tokens'
    | 'rows'
    | 'ids'
    | 'x'
    | 'wide'
    | 'side'
    | 'quantized'
    | 'rowScales'
    | 'rowZeros'
    | 'scratch'
    | 'vectors'
    | 'pooled',
    number
  >
>;
