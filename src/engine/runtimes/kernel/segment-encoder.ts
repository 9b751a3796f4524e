/**
 * @file One segment of a BERT-like encoder on the kernel. It turns token ids, or the states of the segment before, into
 * states, from which `EncodedRow` computes vectors or logits.
 *
 * Matrix products are int8 with one scale for each row; everything between them is f32. The result of a row depends
 * only on its ids: every byte that a run reads is a weight or was written by the same run. The int8 products of one row
 * of t tokens cost 2 · layers · t · (4 hidden² + 2 hidden · inner) operations.
 */
import type { EncoderDirectory } from '../../../models/files/tensor-directory';
import { rotaryTable } from '../rotary-table';
import { EncodedRow } from './encoded-row';
import type { Run } from './encoded-row';
import { BLOCK, loadWeights } from './segment-weights';
import type { Embedding, Layer, Product, SegmentWeights } from './segment-weights';
import type { Kernel } from './kernel';

/** The tokens of one row. */
export type RowTokens = {
  readonly ids: ArrayLike<number>;
  /** The type of each token. Default 0 for all. */
  readonly types?: ArrayLike<number> | undefined;
  /** Number of leading tokens that the others attend to. Default: all. */
  readonly attended?: number | undefined;
};

export class SegmentEncoder {
  readonly #kernel: Kernel;
  readonly #directory: EncoderDirectory;
  readonly #weights: SegmentWeights;
  /** The address where the memory of a run starts. */
  readonly #base: number;
  /** The rotary tables by their theta, for the longest row so far. */
  readonly #tables = new Map<number, Float32Array>();

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

  /** Runs the first segment. @throws RangeError for too many tokens, or for ids outside the vocabulary */
  encodeIds({ ids, types, attended }: RowTokens): EncodedRow {
    const { positions, vocabulary, types: typeCount = 1 } = this.#directory;
    if (ids.length < 1 || ids.length > positions) {
      throw new RangeError(`Expected 1 to ${positions} tokens, got ${ids.length}`);
    }
    expectBelow('token ids', ids, vocabulary);
    if (types) expectBelow('token types', types, typeCount);
    const run = this.#allocate(ids.length, attended);
    this.#embed(this.#weights.embedding!, { ids, types }, run);
    return this.#encode(run);
  }

  /** Runs a later segment. `states` are (tokens, hidden). */
  encodeStates(states: Float32Array): EncodedRow {
    const { hidden } = this.#directory;
    const run = this.#allocate(states.length / hidden);
    const x = this.#kernel.arena.floats(run.x, run.rows * hidden);
    x.fill(0).set(states);
    return this.#encode(run);
  }

  #encode(run: Run): EncodedRow {
    const { layers, head } = this.#weights;
    const { output = 'vectors', headPooling = 'first' } = this.#directory;
    // Of the last layer, only what is read afterwards is computed.
    const readsFirst = output === 'first' || (output === 'logits' && headPooling === 'first');
    const last = readsFirst ? FIRST_ROWS : run.rows;
    const tables = this.#placeTables(run);
    layers.forEach((layer, index) => {
      const read = index === layers.length - 1 ? last : run.rows;
      this.#layer(layer, run, { index, read, tables });
    });
    return new EncodedRow(this.#kernel, this.#directory, head, { ...run, x: run.normed });
  }

  /** Copies the rotary tables of the layers to the run's memory. Returns their addresses by theta. */
  #placeTables({ rows }: Run): ReadonlyMap<number, number> {
    const { rotary = [], hidden, heads } = this.#directory;
    const width = hidden / heads;
    const addresses = new Map<number, number>();
    for (const theta of new Set(rotary.map((layer) => layer.theta))) {
      let table = this.#tables.get(theta);
      if (!table || table.length < rows * width) this.#tables.set(theta, (table = rotaryTable(theta, width, rows)));
      addresses.set(theta, this.#kernel.arena.copyIn(table.subarray(0, rows * width)));
    }
    return addresses;
  }

  /**
   * Writes the normalised sum of word vectors and position vectors, if there are any, to x: (rows, hidden). Narrow word
   * vectors are widened before that, or all after it.
   */
  #embed({ word, widen, enter, position, norm }: Embedding, { ids, types }: RowTokens, run: Run): void {
    const { arena, steps } = this.#kernel;
    const { hidden, embedding, positions, epsilon } = this.#directory;
    const { rows, tokens, x, wide, side } = run;
    const width = enter ? embedding : hidden;
    const sum = enter ? wide : x;
    arena.integers(run.ids, rows).fill(0).set(ids);
    steps.lookUpRows(run.ids, word.rows, word.scale, widen === undefined ? sum : wide, rows, embedding);
    if (widen !== undefined) {
      steps.floatProduct(wide, 4 * embedding, widen, 4 * hidden, x, 4 * hidden, rows, embedding, hidden);
    }
    if (position) {
      const places = arena.integers(run.ids, rows);
      for (let row = 0; row < rows; row++) places[row] = (types?.[row] ?? 0) * positions + Math.min(row, tokens - 1);
      steps.lookUpRows(run.ids, position.rows, position.scale, side, rows, width);
    }
    steps.normRows(sum, position ? side : NONE, sum, norm.scale, norm.bias, rows, width, epsilon);
    if (enter) this.#product(enter, wide, x, run);
  }

  /**
   * A transformer layer, in place on x, (rows, hidden), which has the normalised states (post-norm: Vaswani et al.,
   * 2017; BERT), or the sums of all layers so far, whose normalised values are in `normed` (pre-norm: Xiong et al.,
   * 2020). Only the first `read` rows of the result are computed.
   */
  #layer(layer: Layer, run: Run, { index, read, tables }: LayerRun): void {
    const { steps } = this.#kernel;
    const { hidden, heads, epsilon, rotary } = this.#directory;
    const { rows, attended, x, normed, wide, side, scratch } = run;
    const { theta = 0, reach = EVERYWHERE } = rotary?.[index] ?? {};
    const part = { ...run, rows: read };
    this.#product(layer.qkv, index === 0 ? x : normed, wide, run); // (rows, 3 hidden)
    if (rotary) steps.rotateRows(wide, tables.get(theta)!, rows, hidden, heads);
    steps.attention(wide, side, scratch, read, attended, hidden, heads, reach); // (read, hidden)
    this.#product(layer.mix, side, side, part);
    steps.normRows(x, side, normed, layer.mixNorm.scale, layer.mixNorm.bias, read, hidden, epsilon);
    this.#product(layer.up, normed, wide, part); // (read, inner), or (read, 2 inner)
    this.#activate(wide, read);
    this.#product(layer.down, wide, side, part); // (read, hidden)
    steps.normRows(x, side, normed, layer.downNorm.scale, layer.downNorm.bias, read, hidden, epsilon);
  }

  /** Writes what the feed-forward block's second product reads to `wide`: (rows, inner) */
  #activate(wide: number, rows: number): void {
    const { inner, gated } = this.#directory;
    if (!gated) return this.#activateRows(wide, rows, inner);
    for (let row = 0; row < rows; row++) this.#activateRows(wide + 8 * row * inner, 1, inner);
    this.#kernel.steps.gateRows(wide, rows, inner);
  }

  #activateRows(x: number, rows: number, width: number): void {
    const { steps } = this.#kernel;
    const { activation = 'gelu' } = this.#directory;
    if (activation === 'gelu') steps.geluRows(x, rows, width);
    else if (activation === 'gelu_tanh') steps.geluTanhRows(x, rows, width);
    else steps.reluRows(x, rows, width);
  }

  /** `out` may be `x`, because the product reads a quantized copy. */
  #product({ weight, sums, scale, bias, factors, depth, columns }: Product, x: number, out: number, run: Run): void {
    const { steps, pairs } = this.#kernel;
    const { rows, quantized, rowScales, rowZeros } = run;
    steps.quantizeRows(x, factors, quantized, rowScales, rowZeros, rows, depth);
    steps.int8Product(quantized, rowScales, rowZeros, weight, sums, scale, bias, out, rows, depth, columns, pairs);
  }

  /**
   * Rows are rounded up to a multiple of four. Rows beyond the last token have token 0 or zeros, and no token attends
   * to them.
   */
  #allocate(tokens: number, attended = tokens): Run {
    const { arena, steps } = this.#kernel;
    const { hidden, inner, heads, tokenDim, embedding, preNorm, gated } = this.#directory;
    arena.rewind(this.#base);
    const rows = Math.ceil(tokens / 4) * 4;
    const floats = (count: number) => arena.allocate(4 * count);
    const x = floats(rows * hidden);
    return {
      tokens,
      attended,
      rows,
      ids: floats(rows),
      x,
      normed: preNorm ? floats(rows * hidden) : x,
      wide: floats(rows * Math.max(3 * hidden, gated ? 2 * inner : inner, embedding)),
      side: floats(rows * Math.max(hidden, embedding)),
      quantized: arena.allocate(steps.activationBytes() * rows * Math.max(hidden, inner, embedding)),
      rowScales: floats(rows),
      rowZeros: floats(rows),
      scratch: floats(Math.ceil(tokens / 8) * 8 * ((2 * hidden) / heads + ATTENTION_BLOCK)),
      out: floats(rows * Math.max(tokenDim, BLOCK, hidden)),
    };
  }
}

/** The part of a pass that one layer computes. */
type LayerRun = {
  /** From 0. */
  readonly index: number;
  /** Number of rows of the result. */
  readonly read: number;
  /** The addresses of the rotary tables, by their theta. */
  readonly tables: ReadonlyMap<number, number>;
};

/** An address that the kernel's steps read as "none". */
const NONE = 0;
/** A distance that no two tokens of a row have. */
const EVERYWHERE = 2 ** 30;

/** The fewest rows that the kernel computes; the first token is among them. */
const FIRST_ROWS = 4;

function expectBelow(what: string, values: ArrayLike<number>, limit: number): void {
  const stray = Array.from(values).find((value) => !(value >= 0 && value < limit));
  if (stray !== undefined) throw new RangeError(`Expected ${what} below ${limit}, got ${stray}`);
}

/** Number of query rows whose scores the attention step holds at a time. */
const ATTENTION_BLOCK = 16;
