import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { PlainTokenizer } from '../../../src/engine/tokens/plain-tokenizer';
import { dangerOf, expectSafePatterns } from '../../../src/engine/tokens/safe-patterns';

const folder = new URL('../../fixtures/models/tokenizers/', import.meta.url);
const tiny = JSON.parse(
  readFileSync(new URL('../../fixtures/models/tiny-late/tokenizer.json', import.meta.url), 'utf8'),
) as { model: object };

describe('dangerOf()', () => {
  test.each([
    '(a+)+$',
    '(a*)*b',
    '(?:\\s+\\w+)*$',
    '(a|a)*$',
    '(a|ab|b)+c',
    '([a-z]+){2,}$',
    '((a{2,}))+',
    '(?<x>\\d+)*!',
    '(?=(a+)+b)',
    '(?:a{1,50}){1,50}b',
    '\\s*\\s*\\s*\\s*\\s*\\s*\\s*x',
    'a'.repeat(30_000),
  ])('finds what may take exponential time in %s', (pattern) => {
    expect(dangerOf(pattern)).toBeDefined();
  });

  test.each([
    // GPT-2, Llama 3 and Qwen 2, o200k, DeepSeek
    "'s|'t|'re|'ve|'m|'ll|'d| ?\\p{L}+| ?\\p{N}+| ?[^\\s\\p{L}\\p{N}]+|\\s+(?!\\S)|\\s+",
    "(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\\r\\n\\p{L}\\p{N}]?\\p{L}+|\\p{N}{1,3}| ?[^\\s\\p{L}\\p{N}]+[\\r\\n]*|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+",
    "[^\\r\\n\\p{L}\\p{N}]?[\\p{Lu}\\p{Lt}]*[\\p{Ll}\\p{Lm}]+(?i:'s|'t)?|\\p{N}{1,3}| ?[^\\s\\p{L}\\p{N}]+[\\r\\n/]*|\\s*[\\r\\n]+",
    '[!"#$%&\'()*+,\\-./:;<=>?@\\[\\\\\\]^_`{|}~][A-Za-z]+|[^\\r\\n\\p{L}\\p{P}\\p{S}]?[\\p{L}\\p{M}]+| ?[\\p{P}\\p{S}]+[\\r\\n]*',
    ' {2,}',
    '(\\([a-z]\\))?x+',
    '[(a+)+]+',
  ])('passes %s', (pattern) => {
    expect(dangerOf(pattern)).toBeUndefined();
  });
});

describe('expectSafePatterns()', () => {
  test('passes the tokenizers of released models', () => {
    for (const name of readdirSync(folder).filter((each) => each.endsWith('.json')))
      expect(() => expectSafePatterns(JSON.parse(readFileSync(new URL(name, folder), 'utf8')) as object)).not.toThrow();
  });

  test('refuses a pattern that is hidden below many levels', () => {
    let hidden: object = { type: 'Split', pattern: { Regex: '(a+)+$' }, behavior: 'Isolated', invert: false };
    for (let level = 0; level < 12; level++) hidden = { type: 'Sequence', pretokenizers: [hidden] };
    expect(() => expectSafePatterns({ ...tiny, pre_tokenizer: hidden })).toThrow(/at most 20 levels/);
  });

  test('refuses a tokenizer before it reads a text, wherever the pattern is', () => {
    const split = { type: 'Split', pattern: { Regex: '(\\w+\\s?)*$' }, behavior: 'Isolated', invert: false };
    for (const hostile of [
      { ...tiny, pre_tokenizer: { type: 'Sequence', pretokenizers: [split] } },
      { ...tiny, normalizer: { type: 'Replace', pattern: { Regex: '(a|a)*$' }, content: '' } },
    ]) {
      const started = performance.now();
      expect(() => new PlainTokenizer(hostile)).toThrow(
        /bounded time, got a repeated group with a choice or repetition/,
      );
      expect(performance.now() - started).toBeLessThan(1000);
    }
  });
});
