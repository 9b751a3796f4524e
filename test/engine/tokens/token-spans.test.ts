import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { TextSpan } from '../../../src/core/types';
import { KINDS, plainTokenizer } from './tokenizers';

const sentence = 'Keep rye bread in a paper bag, not in the cold, and it stays fresh for four days.';

/** Words, accents, other scripts, ligatures and emoji, with all kinds of white space between them. */
const word = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.constantFrom(...sentence.split(' '), 'Straße', 'naïve', 'e\u0301te\u0301', 'Ⅷ', 'ﬁne', 'ΣΟΦΟΣ'),
  },
  { weight: 2, arbitrary: fc.string({ unit: 'grapheme', maxLength: 8 }) },
  fc.string({ unit: 'binary', maxLength: 6 }),
  fc.constantFrom('東京は日本', 'مرحبا', '🦀👩‍👩‍👧', '##', '[UNK]', 'x\u200By', '…', '42!', 'İstanbul', '한국어'),
);
const text = fc
  .array(fc.tuple(word, fc.constantFrom(' ', '  ', '\n', '\t', '\u00A0', '')), { maxLength: 12 })
  .map((parts) => parts.flat().join(''));

const present = (spans: readonly (TextSpan | undefined)[]) => spans.filter((span) => span !== undefined);

describe.each(KINDS)('PlainTokenizer.spansUpTo() of %s', (kind) => {
  const tokenizer = plainTokenizer(kind);

  test('gives one span for each id', () => {
    fc.assert(
      fc.property(text, fc.nat(30), (given, limit) => {
        expect(tokenizer.spansUpTo(given, limit)).toHaveLength(tokenizer.encodeUpTo(given, limit).ids.length);
      }),
      { numRuns: 200 },
    );
  });

  test('keeps spans in order, inside the text, and never empty', () => {
    fc.assert(
      fc.property(text, (given) => {
        let last = { start: 0, end: 0 };
        for (const span of present(tokenizer.spansUpTo(given, Infinity))) {
          expect(span.start).toBeGreaterThanOrEqual(last.start);
          expect(span.end).toBeGreaterThanOrEqual(last.end);
          expect(span.end).toBeGreaterThan(span.start);
          expect(span.end).toBeLessThanOrEqual(given.length);
          last = span;
        }
      }),
      { numRuns: 300 },
    );
  });

  test('covers every word that has a token', () => {
    const plain = fc.constantFrom(
      ...sentence.split(' '),
      'Straße',
      'naïve',
      'e\u0301te\u0301',
      'ﬁne',
      '東京',
      'Zzyzx',
      '🦀',
      '한국어',
    );
    const spaced = fc.array(plain, { maxLength: 12 }).map((words) => words.join(' '));
    fc.assert(
      fc.property(spaced, (given) => {
        const spans = present(tokenizer.spansUpTo(given, Infinity));
        for (const { 0: each, index } of given.matchAll(/\S+/g)) {
          if (tokenizer.encode(each).length === 0) continue;
          const own = spans.filter(({ start, end }) => start < index + each.length && end > index);
          expect(own.length, `spans over ${each} in ${given}`).toBeGreaterThan(0);
          expect(Math.min(...own.map(({ start }) => start)), each).toBe(index);
          expect(Math.max(...own.map(({ end }) => end)), each).toBe(index + each.length);
        }
      }),
      { numRuns: 200 },
    );
  });

  test('gives the span of a word’s own text', () => {
    const given = `  ${sentence}`;
    const offset = given.indexOf('bread');
    const spans = present(tokenizer.spansUpTo(given, Infinity)).filter(
      ({ start, end }) => start >= offset && end <= offset + 5,
    );
    expect(spans.map(({ start, end }) => given.slice(start, end)).join('')).toBe('bread');
  });

  test('continues after the end of a chunk', () => {
    const given = `${'bread '.repeat(3000)}paper`;
    const last = present(tokenizer.spansUpTo(given, Infinity)).at(-1);
    expect(given.slice(last.start, last.end)).toMatch(/r$/);
    expect(last.end).toBe(given.length);
  });
});
