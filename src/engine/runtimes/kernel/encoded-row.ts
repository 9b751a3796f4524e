/** @file One row after its layers: what the exit at their end makes of the states, each on demand. */
import type { EncoderDirectory } from '../../../models/files/tensor-directory';
import { BLOCK } from './segment-weights';
import type { Head } from './segment-weights';
import type { Kernel } from './kernel';

/** Sizes and addresses of one run. */
export type Run = Readonly<
  Record<
    'tokens' | 'rows' | 'ids' | 'x' | 'wide' | 'side' | 'quantized' | 'rowScales' | 'rowZeros' | 'scratch' | 'out',
    number
  >
>;

/** The states of one row in the kernel's memory, until the next run; each reading computes what it gives. */
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

  /** (tokens, tokenDim), of unit length */
  tokenVectors(): Float32Array {
    const { arena, steps } = this.#kernel;
    const { tokenDim } = this.#directory;
    const { tokens, out } = this.#run;
    this.#multiply(this.#head.project, tokenDim);
    steps.unitRows(out, tokens, tokenDim);
    return arena.floats(out, tokens * tokenDim).slice();
  }

  /** softplus(state · weigh + bias) of every token: (tokens) */
  tokenWeights(): Float32Array {
    const { tokens, out, rows } = this.#run;
    this.#multiply(this.#head.weigh, BLOCK);
    const dots = this.#kernel.arena.floats(out, rows * BLOCK);
    return Float32Array.from({ length: tokens }, (_, row) => softplus(dots[row * BLOCK]! + this.#head.weighBias));
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

  /** x (rows, hidden) · matrix (hidden, columns) to out (rows, columns). */
  #multiply(matrix: number, columns: number): void {
    const { hidden } = this.#directory;
    const { x, out, rows } = this.#run;
    this.#kernel.steps.floatProduct(x, 4 * hidden, matrix, 4 * columns, out, 4 * columns, rows, hidden, columns);
  }
}

/** log(1 + exp(x)) */
function softplus(x: number): number {
  return Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));
}
