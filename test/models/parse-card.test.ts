import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { parseCard } from '../../src/models/parse-card';

const file = new URL('../fixtures/models/tiny-late/card.json', import.meta.url);
type Json = Record<string, unknown>;
const validCard = () => JSON.parse(readFileSync(file, 'utf8')) as Json;

const file0 = { path: 'a', bytes: 1, sha256: '' };

/** A valid card with the field at `path` set to `value`. */
function changed(path: string, value: unknown): Json {
  const card = validCard();
  const keys = path.split('.');
  const last = keys.pop()!;
  const holder = keys.reduce((object, key) => object[key] as Json, card);
  holder[last] = value;
  return card;
}

describe('parseCard()', () => {
  test('gives a valid card unchanged', () => {
    const card = validCard();
    expect(parseCard(card)).toBe(card);
  });

  test('accepts fusion and threshold', () => {
    const threshold = { score: 0, falseNegativeRate: 0.05, fittedOn: 'x' };
    const card = { ...validCard(), fusion: { weight: 1, fittedOn: 'x' }, threshold };
    expect(parseCard(card)).toBe(card);
  });

  test('accepts a fit of the last pass, and refuses one that lacks a number', () => {
    const fit = { after: 'base', depth: 6, weights: '', main: 0.3, own: 1, intercept: 0, fittedOn: 'x' };
    const card = { ...validCard(), lastPass: fit };
    expect(parseCard(card)).toBe(card);
    const { own: _, ...lacking } = fit;
    expect(() => parseCard({ ...validCard(), lastPass: lacking })).toThrow(
      'Expected `lastPass.own` to be a number, got undefined',
    );
  });

  test.each([null, undefined, 'card', 3, [validCard()]])('refuses %s', (value) => {
    expect(() => parseCard(value)).toThrow(/^Expected the card to be an object, got/);
  });

  test.each<[path: string, value: unknown, message: string]>([
    ['format', 1, 'Expected `format` to be 2, got 1'],
    ['name', 5, 'Expected `name` to be a string, got 5'],
    ['method', undefined, 'Expected `method` to be a string, got undefined'],
    ['abilities', 'classify', 'Expected `abilities` to be an array, got "classify"'],
    ['variants', {}, 'Expected `variants` to be an array, got {}'],
    ['golden', null, 'Expected `golden` to be an array, got null'],
    ['limits', 64, 'Expected limits to be an object, got 64'],
    ['limits.query', '32', 'Expected `limits.query` to be an integer from 1 to 1000000, got "32"'],
    ['limits.passage', null, 'Expected `limits.passage` to be an integer from 1 to 1000000, got null'],
    ['tokenizer', 'tokenizer.json', 'Expected tokenizer to be an object, got "tokenizer.json"'],
    ['tokenizer.sha256', 1, 'Expected `tokenizer.sha256` to be 64 hex digits or empty, got 1'],
    ['tokenizer.sha256', '../x', 'Expected `tokenizer.sha256` to be 64 hex digits or empty, got "../x"'],
    ['tokenizer.bytes', -1, 'Expected `tokenizer.bytes` to be a number of bytes, got -1'],
    ['template', [], 'Expected template to be an object, got []'],
    ['variants.1', 'wasm', 'Expected variants[1] to be an object, got "wasm"'],
    ['variants.0.device', 1, 'Expected `variants[0].device` to be a string, got 1'],
    ['variants.2.tolerance', '0', 'Expected `variants[2].tolerance` to be a number, got "0"'],
    ['variants.2.graphs.0.bytes', '9', 'Expected `variants[2].graphs[0].bytes` to be a number of bytes, got "9"'],
    ['variants.2.graphs', [], 'Expected `variants[2].graphs` to have 2, one for each segment, got 0'],
    ['variants.0.graphs', [file0], 'Expected `variants[0].graphs` to have none, for the kernel, got 1'],
    ['variants.0.directory', undefined, 'Expected variants[0].directory to be an object, got undefined'],
    ['exits', [], 'Expected `exits` to hold at least one exit, got []'],
    ['exits.1.maxsim', '1', 'Expected `exits[1].maxsim` to be a number, got "1"'],
    ['vectorBits', 3, 'Expected `vectorBits` to be 4 or 8, got 3'],
    ['variants.0.data', undefined, 'Expected `variants[0].data` to be an array, got undefined'],
    ['languages', 'en', 'Expected `languages` to be an array, got "en"'],
    ['languages.0', 5, 'Expected `languages[0]` to be a string, got 5'],
    ['fusion', 0.3, 'Expected fusion to be an object, got 0.3'],
    ['fusion', { weight: 1.5 }, 'Expected `fusion.weight` to be a number in [0, 1], got 1.5'],
    ['threshold', [0.2], 'Expected threshold to be an object, got [0.2]'],
    ['threshold', { score: '0.2' }, 'Expected `threshold.score` to be a number in [0, 1], got "0.2"'],
    [
      'threshold',
      { score: 0.2, falseNegativeRate: -0.1 },
      'Expected `threshold.falseNegativeRate` to be a number in [0, 1], got -0.1',
    ],
    ['variants.0.data.0.path', 0, 'Expected `variants[0].data[0].path` to be a string, got 0'],
  ])('refuses %s of %j and names it', (path, value, message) => {
    expect(() => parseCard(changed(path, value))).toThrow(new TypeError(message));
  });
});
