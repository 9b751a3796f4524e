/** @file Passages of a wanted length, different for every seed and the same for the same one, out of a pool of sentences. */
import { mulberry32 } from '../../src/eval/mulberry32';

/** Lengths of dl19's passages over their mean, at equal steps from the 5th to the 95th percentile. */
const LENGTHS = [0.51, 0.57, 0.67, 0.73, 0.8, 0.88, 0.99, 1.18, 1.36, 1.58, 1.76];
const MEAN = LENGTHS.reduce((sum, length) => sum + length, 0) / LENGTHS.length;

export type TextPool = {
  readonly sentences: readonly string[];
  readonly queries: readonly string[];
  readonly name: string;
  /** Tokens of a word, on average over the pool. */
  readonly tokensPerWord: number;
};

export type TextOptions = {
  readonly count: number;
  /** Mean length; single passages are from half to 1.8 times as long. */
  readonly tokens: number;
  readonly seed: number;
};

/** Sentences that follow one another in the pool, from a word drawn at random; the last one is cut. */
export function makePassages(pool: TextPool, { count, tokens, seed }: TextOptions): string[] {
  const random = mulberry32(seed);
  const words = tokens / pool.tokensPerWord / MEAN;
  return Array.from({ length: count }, () => {
    const length = Math.max(1, Math.round(words * LENGTHS[Math.floor(random() * LENGTHS.length)]!));
    const start = Math.floor(random() * pool.sentences.length);
    return passage(pool.sentences, start, Math.floor(random() * MOST_SKIPPED), length);
  });
}

const MOST_SKIPPED = 12;

function passage(sentences: readonly string[], start: number, skipped: number, length: number): string {
  const words: string[] = [];
  for (let at = start; words.length < skipped + length; at++) {
    words.push(...sentences[at % sentences.length]!.split(' '));
  }
  return words.slice(skipped, skipped + length).join(' ');
}
