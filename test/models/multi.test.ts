import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { PlainTokenizer } from '../../src/engine/tokens/plain-tokenizer';
import { expandWeights } from '../../src/models/files/expand-weights';
import { parseDirectory } from '../../src/models/files/tensor-directory';
import { variantFiles } from '../../src/models/files/variant-files';
import { parseCard } from '../../src/models/parse-card';
import { scriptsOf } from '../../src/util/scripts';
import texts from '../fixtures/multi-tokens.json';

const folder = new URL('../../public/models/multi/', import.meta.url);
const read = (path: string) => new Uint8Array(readFileSync(new URL(path, folder)));
const hashOf = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');
const card = parseCard(JSON.parse(readFileSync(new URL('card.json', folder), 'utf8')));
const files = [...new Map([card.tokenizer, ...card.variants.flatMap(variantFiles)].map((file) => [file.path, file]))];
const tokenizer = new PlainTokenizer(JSON.parse(readFileSync(new URL('tokenizer.json', folder), 'utf8')));

describe('the folder of multi', () => {
  test.each(files)('has %s with the size and hash of its card', (path, { bytes, sha256 }) => {
    const found = read(path);
    expect(found.length).toBe(bytes);
    expect(hashOf(found)).toBe(sha256);
  });

  test('holds at most 45 MB', () => {
    expect(files.reduce((sum, [, { bytes }]) => sum + bytes, 0)).toBeLessThanOrEqual(45e6);
  });

  test('expands to the weights that its directory names', () => {
    const directory = parseDirectory(read('encoder.json'));
    const expanded = expandWeights(directory, read(directory.data));
    expect({ bytes: expanded.length, sha256: hashOf(expanded) }).toEqual(directory.expanded);
  });

  test('has golden pairs in several languages, a calibration without a threshold, a licence and its provenance', () => {
    const queries = card.golden.map(({ query }) => query).join('\n');
    for (const script of ['Latin', 'Cyrillic', 'Han', 'Arabic']) expect(queries).toMatch(new RegExp(`\\p{Script=${script}}`, 'u')); // prettier-ignore
    expect(card.exits!.at(-1)!.calibration!.slope).toBeGreaterThan(0);
    expect(card.exits!.at(-1)!.threshold).toBeUndefined(); // it would call answers in other languages irrelevant
    expect(card.licence).toBe('MIT');
    expect(card.provenance.join(' ')).toContain('intfloat/multilingual-e5-small');
  });

  test('names languages of which every script is known', () => {
    expect([...scriptsOf(card.languages)!]).toEqual(
      expect.arrayContaining(['Latin', 'Han', 'Arabic', 'Thai', 'Hangul']),
    );
  });
});

describe('PlainTokenizer of multi', () => {
  test.each(texts)('splits as the library tokenizers does: $text', ({ text, ids }) => {
    expect(tokenizer.encode(text)).toEqual(ids);
  });

  test('reads the names of control tokens as plain text', () => {
    for (const id of tokenizer.encode('<s> </s> <pad>')) expect(tokenizer.controlIds.has(id)).toBe(false);
  });
});
