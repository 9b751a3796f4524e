/**
 * @file The inner loop of MaxSim on the kernel. It gives the same numbers as JavaScript and is tens of times faster.
 * Integer sums are exact, and each is scaled once in f32, so both give the same scores.
 */
import type { Matcher } from '../runtime';
import type { QueryVectors, TokenVectors } from '../../token-vectors';
import type { Kernel } from './kernel';

/** Number of dimensions that are read at a time. */
const BLOCK = 16;
/** Number of query tokens that are read together. */
const PANEL = 8;

export class KernelMatcher implements Matcher {
  readonly #kernel: Kernel;
  readonly #base: number;

  /** @param kernel is not shared: all its memory beyond what is allocated now is overwritten */
  constructor(kernel: Kernel) {
    this.#kernel = kernel;
    this.#base = kernel.arena.top;
  }

  /** Passages must have the same number of dimensions as the query, and all the same number of bits. */
  bestMatches(query: QueryVectors, passages: readonly TokenVectors[]): Float32Array[] | undefined {
    const { arena, steps } = this.#kernel;
    const { dimensions, rows } = query;
    const bits = passages[0]?.bits ?? 8;
    if (dimensions % BLOCK !== 0) return undefined;
    arena.rewind(this.#base);
    const padded = Math.ceil(rows / PANEL) * PANEL;
    const wide = arena.allocate(padded * (2 * dimensions + 4));
    const row = arena.allocate(4 * dimensions);
    const best = arena.allocate(4 * padded);
    steps.widenQuery(arena.copyIn(bytesOf(query.components)), wide, rows, dimensions, bits);
    const { top } = arena;
    return passages.map((passage) => {
      arena.rewind(top);
      const components = arena.copyIn(bytesOf(passage.components));
      steps.bestMatches(
        wide,
        padded,
        components,
        arena.copyIn(passage.scales),
        passage.rows,
        dimensions,
        bits,
        row,
        best,
      );
      return arena.floats(best, rows).slice();
    });
  }
}

function bytesOf({ buffer, byteOffset, byteLength }: Int8Array): Uint8Array {
  return new Uint8Array(buffer, byteOffset, byteLength);
}
