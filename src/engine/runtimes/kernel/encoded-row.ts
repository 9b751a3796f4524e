/** @file The result of one row after the layers of a segment. Each output of the exit is computed when it is read. */
import type { EncoderDirectory } from '../../../models/files/tensor-directory';
import { BLOCK } from './segment-weights';
import type { Head } from './segment-weights';
import type { Kernel } from './kernel';

/** The sizes and addresses of one run. */
export type Run = Readonly<
  Record<
    | 'tokens'
    | 'attended'
    | 'rows'
    | 'ids'
    | 'x'
    | 'normed'
    | 'wide'
    | 'side'
    | 'quantized'
    | 'rowScales'
    | 'rowZeros'
    | 'scratch'
    | 'out',
    number
  >
>;

/** The states of one row in the kernel's memory. They are valid until the next run. */
export class EncodedRow {
  readonly #kernel: Kernel;
  readonly #directory: EncoderDirectory;
  readonly #head: Head;
  readonly #run: Run;

  constructor(kernel: Kernel, directory: EncoderDirectory, head: Head, run: Run) {
    this.#kernel = kernel;
    this.#directory = directory;
    this.#head = head;
    this.#run = run;
  }

  /** (tokens, hidden) */
  states(): Float32Array {
    const { x, tokens } = this.#run;
    return this.#kernel.arena.floats(x, tokens * this.#directory.hidden).slice();
  }

  /** The states, projected if there is a matrix for it: (tokens, tokenDim) */
  projectedStates(): Float32Array {
    const { project } = this.#head;
    if (project === undefined) return this.states();
    const { tokenDim } = this.#directory;
    const { tokens, out } = this.#run;
    this.#multiply(project, tokenDim);
    return this.#kernel.arena.floats(out, tokens * tokenDim).slice();
  }

  /** The mean of the states of the attended tokens: (hidden) */
  mean(): Float32Array {
    const { arena, steps } = this.#kernel;
    const { hidden } = this.#directory;
    const { x, out, attended } = this.#run;
    steps.sumRows(x, out, attended, hidden);
    return arena.floats(out, hidden).map((sum) => sum / attended);
  }

  /** The state of the first token: (hidden) */
  first(): Float32Array {
    return this.#kernel.arena.floats(this.#run.x, this.#directory.hidden).slice();
  }

  /** The logits of a classification head over the first token or the mean: (labels) */
  logits(): Float32Array {
    const { arena, steps } = this.#kernel;
    const { hidden, headActivation, headPooling, epsilon } = this.#directory;
    const { dense, denseBias, norm, out, outBias } = this.#head.classifier!;
    const { x, side, out: target } = this.#run;
    if (headPooling === 'mean') arena.floats(side, hidden).set(this.mean());
    const state = headPooling === 'mean' ? side : x;
    steps.floatProduct(state, 4 * hidden, dense, 4 * hidden, target, 4 * hidden, 4, hidden, hidden);
    const values = arena.floats(target, hidden);
    for (let at = 0; at < hidden; at++) values[at]! += denseBias[at]!;
    if (headActivation === 'gelu') steps.geluRows(target, 1, hidden);
    values.set(values.map(headActivation === 'tanh' ? Math.tanh : headActivation === 'relu' ? relu : same));
    if (norm) steps.normRows(target, 0, target, norm.scale, norm.bias, 1, hidden, epsilon);
    const activated = values.slice();
    return outBias.map((bias, label) =>
      activated.reduce((sum, value, at) => sum + value * out[at * outBias.length + label]!, bias),
    );
  }

  /** (tokens, tokenDim), of unit length */
  tokenVectors(): Float32Array {
    const { arena, steps } = this.#kernel;
    const { tokenDim } = this.#directory;
    const { tokens, out } = this.#run;
    this.#multiply(this.#head.exit!.project, tokenDim);
    steps.unitRows(out, tokens, tokenDim);
    return arena.floats(out, tokens * tokenDim).slice();
  }

  /** softplus(state · weigh + bias) of every token: (tokens) */
  tokenWeights(): Float32Array {
    const { tokens, out, rows } = this.#run;
    const { weigh, weighBias } = this.#head.exit!;
    this.#multiply(weigh, BLOCK);
    const dots = this.#kernel.arena.floats(out, rows * BLOCK);
    return Float32Array.from({ length: tokens }, (_, row) => softplus(dots[row * BLOCK]! + weighBias));
  }

  /** (hidden), of unit length */
  pooled(): Float32Array {
    const { arena, steps } = this.#kernel;
    const { hidden } = this.#directory;
    const { x, out, tokens } = this.#run;
    steps.sumRows(x, out, tokens, hidden); // the division by the number of tokens cancels
    steps.unitRows(out, 1, hidden);
    return arena.floats(out, hidden).slice();
  }

  /** Writes x (rows, hidden) · matrix (hidden, columns) to out (rows, columns). */
  #multiply(matrix: number, columns: number): void {
    const { hidden } = this.#directory;
    const { x, out, rows } = this.#run;
    this.#kernel.steps.floatProduct(x, 4 * hidden, matrix, 4 * columns, out, 4 * columns, rows, hidden, columns);
  }
}

const relu = (x: number) => Math.max(0, x);
const same = (x: number) => x;

/** log(1 + exp(x)) */
function softplus(x: number): number {
  return Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));
}
