import { describe, expect, it } from 'vitest';
import { OWN_QUERIES, ownSentences } from '../../../bench/speed/sentences';
import { makePassages } from '../../../bench/speed/text';

const pool = { name: 'generated', sentences: ownSentences(200), queries: OWN_QUERIES, tokensPerWord: 1.5 };
const words = (text: string) => text.split(' ').length;

describe('makePassages()', () => {
  it('is the same for the same seed, and differs for another', () => {
    const options = { count: 20, tokens: 60, seed: 3 };
    expect(makePassages(pool, options)).toEqual(makePassages(pool, options));
    expect(makePassages(pool, { ...options, seed: 4 })).not.toEqual(makePassages(pool, options));
  });

  it('has the requested mean length and the distribution of dl19', () => {
    const lengths = makePassages(pool, { count: 2000, tokens: 150, seed: 1 }).map((text) => words(text) * 1.5);
    const mean = lengths.reduce((sum, length) => sum + length, 0) / lengths.length;
    expect(mean).toBeGreaterThan(145);
    expect(mean).toBeLessThan(155);
    expect(Math.min(...lengths) / mean).toBeCloseTo(0.5, 1);
    expect(Math.max(...lengths) / mean).toBeCloseTo(1.75, 1);
  });

  it('makes ten thousand passages with few duplicates', () => {
    const many = makePassages({ ...pool, sentences: ownSentences(4000) }, { count: 10_000, tokens: 160, seed: 2 });
    expect(new Set(many).size).toBeGreaterThan(9000);
  });
});

describe('ownSentences()', () => {
  it('fills every slot, in a varied vocabulary', () => {
    const text = ownSentences(1000).join(' ');
    expect(text).not.toMatch(/[{}]|undefined/);
    expect(new Set(text.split(' ')).size).toBeGreaterThan(300);
  });
});
