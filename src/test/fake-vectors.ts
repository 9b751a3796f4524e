/** @file The vectors that the fake engine gives to words. */
import { quantizeVectors } from '../engine/token-vectors';
import type { TokenVectors } from '../engine/token-vectors';

const DIMENSIONS = 32;

/** A unit vector a word, the same for the same word, nearly orthogonal for others; a start vector so that none is empty. */
export function vectorsOf(read: readonly string[]): TokenVectors {
  const rows = ['', ...read].map(wordVector);
  const flat = Float32Array.from(rows.flat());
  const pooled = normalised(rows[0]!.map((_, d) => rows.reduce((sum, row) => sum + row[d]!, 0)));
  return quantizeVectors(flat, DIMENSIONS, Float32Array.from(pooled));
}

/** FNV-1a. */
export function hashOf(word: string): number {
  let state = 2166136261;
  for (const character of word) state = Math.imul(state ^ character.codePointAt(0)!, 16777619);
  return state;
}

function wordVector(word: string): number[] {
  let state = hashOf(word); // and xorshift
  return normalised(
    Array.from({ length: DIMENSIONS }, () => {
      state ^= state << 13;
      state ^= state >>> 17;
      state ^= state << 5;
      return state / 2 ** 31;
    }),
  );
}

function normalised(vector: readonly number[]): number[] {
  const length = Math.hypot(...vector) || 1;
  return vector.map((value) => value / length);
}
