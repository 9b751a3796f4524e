/**
 * @file MaxSim's inner loop on the kernel: the same numbers as in JavaScript, tens of times sooner. Integer sums are exact and each is
 * scaled once, in f32, so that it does not matter who computed a score.
 */
import type { Matcher } from '../runtime';
import type { QueryVectors, TokenVectors } from '../../token-vectors';
import type { Kernel } from './kernel';

/** Dimensions are read this many at a time. */
const BLOCK = 16;
/** Tokens of the query that are read together. */
const PANEL = 8;

export class KernelMatcher implements Matcher {
  readonly #kernel: Kernel;
  readonly #base: number;

  /** @param kernel of its own: all memory beyond what was taken by now is overwritten */
  constructor(kernel: Kernel) {
    this.#kernel = kernel;
    this.#base = kernel.arena.top;
  }

  /** Passages are of as many dimensions as the query, and all of as many bits. */
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
