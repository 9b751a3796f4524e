/**
 * @file One stage of a BERT-like encoder on the kernel: token ids, or the states of the stage before, to states, unit token vectors, token
 * weights and a unit pooled vector.
 *
 * Matrix products are int8 with a scale a row, everything between them f32. A row's result depends on nothing but its ids: every byte
 * that a run reads was written by it, or is a weight. The int8 products of one row of t tokens cost 2 · layers · t · (4 hidden² + 2
 * hidden · inner) operations.
 */
import type { EncoderDirectory } from '../../../models/files/tensor-directory';
import { EncodedRow } from './encoded-row';
import type { Run } from './encoded-row';
import { BLOCK, loadWeights } from './segment-weights';
import type { Embedding, Layer, Product, SegmentWeights } from './segment-weights';
import type { Kernel } from './kernel';

export class SegmentEncoder {
  readonly #kernel: Kernel;
  readonly #directory: EncoderDirectory;
  readonly #weights: SegmentWeights;
  /** Where a run's own memory starts. */
  readonly #base: number;

  /**
   * @param segment from 1
   * @param data the expanded file
   */
  constructor(kernel: Kernel, directory: EncoderDirectory, segment: number, data: Uint8Array) {
    this.#kernel = kernel;
    this.#directory = directory;
    this.#weights = loadWeights(kernel, directory, segment, data);
    this.#base = kernel.arena.top;
  }

  /** Of the first stage. @throws RangeError for too many tokens, or ids that are not there */
  encodeIds(ids: ArrayLike<number>): EncodedRow {
    const { positions, vocabulary } = this.#directory;
    if (ids.length < 1 || ids.length > positions) {
      throw new RangeError(`Expected 1 to ${positions} tokens, got ${ids.length}`);
    }
    const stray = Array.from(ids).find((id) => !(id >= 0 && id < vocabulary));
    if (stray !== undefined) throw new RangeError(`Expected token ids below ${vocabulary}, got ${stray}`);
    const run = this.#allocate(ids.length);
    this.#embed(this.#weights.embedding!, ids, run);
    return this.#encode(run);
  }

  /** Of a later stage: `states` are (tokens, hidden). */
  encodeStates(states: Float32Array): EncodedRow {
    const { hidden } = this.#directory;
    const run = this.#allocate(states.length / hidden);
    const x = this.#kernel.arena.floats(run.x, run.rows * hidden);
    x.fill(0).set(states);
    return this.#encode(run);
  }

  #encode(run: Run): EncodedRow {
    for (const layer of this.#weights.layers) this.#layer(layer, run);
    return new EncodedRow(this.#kernel, this.#directory, this.#weights.head, run);
  }

  /** Word rows, widened where they are narrow, plus position rows, normalised: x (rows, hidden). */
  #embed({ word, widen, position, norm }: Embedding, ids: ArrayLike<number>, run: Run): void {
    const { arena, steps } = this.#kernel;
    const { hidden, embedding, epsilon } = this.#directory;
    const { rows, tokens, x, wide, side } = run;
    arena.integers(run.ids, rows).fill(0).set(ids);
    steps.lookUpRows(run.ids, word.rows, word.scale, widen === undefined ? x : wide, rows, embedding);
    if (widen !== undefined) {
      steps.floatProduct(wide, 4 * embedding, widen, 4 * hidden, x, 4 * hidden, rows, embedding, hidden);
    }
    const places = arena.integers(run.ids, rows);
    for (let row = 0; row < rows; row++) places[row] = Math.min(row, tokens - 1);
    steps.lookUpRows(run.ids, position.rows, position.scale, side, rows, hidden);
    steps.normRows(x, side, norm.scale, norm.bias, rows, hidden, epsilon);
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

  /** Rows fill blocks of four; those beyond the last token hold token 0 or zeros, and no token reads them. */
  #allocate(tokens: number): Run {
    const { arena, steps } = this.#kernel;
    const { hidden, inner, heads, tokenDim, embedding } = this.#directory;
    arena.rewind(this.#base);
    const rows = Math.ceil(tokens / 4) * 4;
    const floats = (count: number) => arena.allocate(4 * count);
    return {
      tokens,
      rows,
      ids: floats(rows),
      x: floats(rows * hidden),
      wide: floats(rows * Math.max(3 * hidden, inner, embedding)),
      side: floats(rows * hidden),
      quantized: arena.allocate(steps.activationBytes() * rows * Math.max(hidden, inner)),
      rowScales: floats(rows),
      rowZeros: floats(rows),
      scratch: floats(Math.ceil(tokens / 8) * 8 * ((2 * hidden) / heads + ATTENTION_BLOCK)),
      out: floats(rows * Math.max(tokenDim, BLOCK, hidden)),
    };
  }
}

/** Queries whose scores the attention step holds at a time. */
const ATTENTION_BLOCK = 16;
