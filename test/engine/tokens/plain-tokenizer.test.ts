import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { PlainTokenizer } from '../../../src/engine/tokens/plain-tokenizer';
import { controlTexts, KINDS, plainTokenizer, tokenizerJson, untouchedTokenizer, vocabularySize } from './tokenizers';
import type { Kind } from './tokenizers';

const sentence = 'Keep rye bread in a paper bag, not in the cold, and it stays fresh for four days.';

/** Text made to get a control id out of a tokenizer: their spellings glued to anything, and whatever the parser may trip over. */
function hostileText(kind: Kind) {
  const controls = controlTexts(kind);
  const hidden = controls.map((_, id) => `\u{10FFFE}control ${id}\u{10FFFF}`);
  const piece = fc.oneof(
    { weight: 4, arbitrary: fc.constantFrom(...controls, ...hidden) },
    { weight: 2, arbitrary: fc.string({ unit: 'binary', maxLength: 12 }) },
    { weight: 2, arbitrary: fc.string({ unit: 'grapheme', maxLength: 12 }) },
    fc.constantFrom('bread', ' ', '\n', '▁', '##', 'Ġ', '</', '|>', '[', ']'),
    fc.constantFrom('\0', '\uD800', '\uDC00', '\uFFFD', '\uE000', '\u{F0000}', '\u200B', '\u202E'),
    fc.constantFrom(...controls).map((control) => control.toLowerCase()),
    fc.constantFrom(...controls).map((control) => control.replace(/./gu, '$&\u0301')),
  );
  return fc.array(piece, { maxLength: 20 }).map((pieces) => pieces.join(''));
}

describe.each(KINDS)('PlainTokenizer of %s', (kind) => {
  const tokenizer = plainTokenizer(kind);
  const size = vocabularySize(kind);

  test('no text yields a control id, nor an id outside the vocabulary', () => {
    fc.assert(
      fc.property(hostileText(kind), (text) => {
        for (const id of tokenizer.encode(text)) {
          expect(tokenizer.controlIds.has(id), `control id ${id}`).toBe(false);
          expect(Number.isInteger(id) && id >= 0 && id < size, `id ${id} of ${size}`).toBe(true);
        }
      }),
      { numRuns: 150 },
    );
  });

  test.each(controlTexts(kind))('%s alone, glued, repeated and between words is plain text', (control) => {
    for (const text of [control, `bread${control}bread`, control.repeat(50), `${control} bread ${control}`]) {
      const ids = tokenizer.encode(text);
      expect(ids.length).toBeGreaterThan(0);
      expect(ids.filter((id) => tokenizer.controlIds.has(id))).toEqual([]);
    }
  });

  test.each(controlTexts(kind).filter((text) => text !== '<unk>'))('%s is read, not dropped', (control) => {
    expect(tokenizer.encode(control.repeat(50)).length).toBeGreaterThanOrEqual(50);
  });

  test('controlIds holds every added token but the unknown one', () => {
    const added = tokenizerJson(kind).added_tokens.filter(({ content }) => !['[UNK]', '<unk>'].includes(content));
    expect([...tokenizer.controlIds]).toEqual(added.map((token) => token.id));
  });

  test.each([
    sentence,
    'Zzyzx 42!',
    '  two  spaces,\ttabs\nand lines ',
    'Straße, naïve café — “quoted” …',
    '東京は日本の首都です。',
    'مرحبا بالعالم',
    'a\u0301 e\u0301 🦀👩‍👩‍👧',
    '',
  ])('encode() gives what the untouched tokenizer gives for %j', (text) => {
    const { ids } = untouchedTokenizer(kind).encode(text, { add_special_tokens: false });
    expect(tokenizer.encode(text)).toEqual(ids);
  });

  test('encode() reads a lone surrogate as U+FFFD', () => {
    expect(tokenizer.encode('bread \uD800 bag\uDC00')).toEqual(tokenizer.encode('bread \uFFFD bag\uFFFD'));
    expect(tokenizer.encode('a 🦀 b')).toEqual(tokenizer.encode('a \uD83E\uDD80 b'));
  });
});

describe('PlainTokenizer()', () => {
  test.each([[null], [[]], [{}], [{ model: {} }], [{ model: { vocab: 3 } }], ['<!doctype html>']])(
    'refuses %j with model-invalid',
    (json) => {
      expect(() => new PlainTokenizer(json)).toThrow(
        expect.objectContaining({
          code: 'model-invalid',
          message: 'Expected tokenizer.json to hold a model with a vocabulary',
        }) as Error,
      );
    },
  );
});
