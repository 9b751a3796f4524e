/** @file Makes passages of a given mean length from a pool of sentences, by a seed. */
import { mulberry32 } from '../../src/eval/mulberry32';

/** The lengths of dl19's passages relative to their mean, at equal steps from the 5th to the 95th percentile. */
const LENGTHS = [0.51, 0.57, 0.67, 0.73, 0.8, 0.88, 0.99, 1.18, 1.36, 1.58, 1.76];
const MEAN = LENGTHS.reduce((sum, length) => sum + length, 0) / LENGTHS.length;

export type TextPool = {
  readonly sentences: readonly string[];
  readonly queries: readonly string[];
  readonly name: string;
  /** The mean number of tokens per word over the pool. */
  readonly tokensPerWord: number;
};

export type TextOptions = {
  readonly count: number;
  /** The mean number of tokens; single passages have from half to 1.8 times as many. */
  readonly tokens: number;
  readonly seed: number;
};

/** Joins consecutive sentences of the pool from a random word on; the last sentence is cut. */
export function makePassages(pool: TextPool, { count, tokens, seed }: TextOptions): string[] {
  const random = mulberry32(seed);
  const words = tokens / pool.tokensPerWord / MEAN;
  return Array.from({ length: count }, () => {
    const length = Math.max(1, Math.round(words * LENGTHS[Math.floor(random() * LENGTHS.length)]!));
    const start = Math.floor(random() * pool.sentences.length);
    return passage(pool.sentences, start, Math.floor(random() * MAX_SKIPPED), length);
  });
}

const MAX_SKIPPED = 12;

function passage(sentences: readonly string[], start: number, skipped: number, length: number): string {
  const words: string[] = [];
  for (let i = start; words.length < skipped + length; i++) {
    words.push(...sentences[i % sentences.length]!.split(' '));
  }
  return words.slice(skipped, skipped + length).join(' ');
}
