import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { KINDS, plainTokenizer } from './tokenizers';

/** The longest text whose tokens are counted, not estimated. */
const EXACT = 64_000;
const words = ['bread', 'the', 'baker’s', 'paper', 'maps,', 'Zzyzx', '42', '東京', 'naïve', '🦀', '[SEP]', '</s>'];

/** Words up to `characters`, always the same for one seed. */
function longText(characters: number, separator: string, seed: number): string {
  let text = '';
  for (let at = seed; text.length < characters; at = (at * 1103515245 + 12345) % 2 ** 31) {
    text += words[at % words.length]! + separator;
  }
  return text.slice(0, characters);
}

describe.each(KINDS)('encodeUpTo() of %s', (kind) => {
  const tokenizer = plainTokenizer(kind);

  test('counts exactly and gives the first ids of a text of up to 64,000 characters', () => {
    const text = fc.string({ unit: 'grapheme', maxLength: 400 });
    fc.assert(
      fc.property(text, fc.nat(40), (short, limit) => {
        const all = tokenizer.encode(short);
        expect(tokenizer.encodeUpTo(short, limit)).toEqual({ ids: all.slice(0, limit), total: all.length });
      }),
    );
    for (const blank of ['', ' ', '\n\n'])
      expect(tokenizer.encodeUpTo(blank, 9).ids).toEqual(tokenizer.encode(blank).slice(0, 9));
    const longest = longText(EXACT, ' ', 1);
    expect(tokenizer.encodeUpTo(longest, 5).total).toBe(tokenizer.encode(longest).length);
  });

  test.each([
    ['spaces', ' '],
    ['no spaces', ''],
    ['lines', '\n'],
  ])('agrees with encode() on the first ids of a longer text with %s', (_, separator) => {
    const text = longText(EXACT + 6000, separator, 3);
    const all = tokenizer.encode(text);
    for (const limit of [1, 512]) {
      const { ids, total } = tokenizer.encodeUpTo(text, limit);
      expect(ids).toEqual(all.slice(0, limit));
      expect(Math.abs(total - all.length) / all.length).toBeLessThan(0.02);
    }
  });

  test('reads on where the first 64,000 characters are blank', () => {
    const text = ' '.repeat(EXACT + 3000) + 'the baker sells bread';
    const all = tokenizer.encode(text);
    expect(tokenizer.encodeUpTo(text, 512).ids).toEqual(all.slice(0, 512));
  });
});

describe('encodeUpTo()', () => {
  test.each(['wordpiece', 'bpe'] as const)('takes 200,000 characters that %s does not know', (kind) => {
    for (const character of ['\0', '\uFDFA', '\n']) {
      expect(() => plainTokenizer(kind).encodeUpTo(character.repeat(200_000), 512)).not.toThrow();
    }
  });

  // The library recurses over what stands between spaces: read whole, 130,000 unknown characters are a RangeError.
  test.each(['\0', '\n'])('takes 200,000 characters %j that unigram does not know', (character) => {
    plainTokenizer('unigram').encodeUpTo(character.repeat(200_000), 512);
  });
});
