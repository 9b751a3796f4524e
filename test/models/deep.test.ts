import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { embeddedModels } from '../../src/models/embedded';
import { expandWeights } from '../../src/models/files/expand-weights';
import { parseDirectory } from '../../src/models/files/tensor-directory';
import { variantFiles } from '../../src/models/files/variant-files';
import { parseCard } from '../../src/models/parse-card';

const folder = new URL('../../public/models/deep/', import.meta.url);
const read = (path: string) => new Uint8Array(readFileSync(new URL(path, folder)));
const hashOf = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');
const card = parseCard(JSON.parse(readFileSync(new URL('card.json', folder), 'utf8')));
const files = [...new Map([card.tokenizer, ...card.variants.flatMap(variantFiles)].map((file) => [file.path, file]))];

describe('the folder of deep', () => {
  test.each(files)('has %s with the size and hash of its card', (path, { bytes, sha256 }) => {
    const found = read(path);
    expect(found.length).toBe(bytes);
    expect(hashOf(found)).toBe(sha256);
  });

  test('holds at most 20 MB', () => {
    expect(files.reduce((sum, [, { bytes }]) => sum + bytes, 0)).toBeLessThanOrEqual(20e6);
  });

  test('expands to the weights that its directory names', () => {
    const directory = parseDirectory(read('encoder.json'));
    const expanded = expandWeights(directory, read(directory.data));
    expect({ bytes: expanded.length, sha256: hashOf(expanded) }).toEqual(directory.expanded);
  });

  test('is fitted to the last exit of base, by its weights', () => {
    const base = embeddedModels['base']!;
    const { after, depth, weights } = card.lastPass!;
    expect({ after, depth }).toEqual({ after: 'base', depth: base.exits!.at(-1)!.depth });
    expect(base.variants.flatMap(({ data }) => data.map(({ sha256 }) => sha256))).toContain(weights);
  });

  test('has a licence, its provenance and a notice', () => {
    expect(card.licence).toBe('MIT');
    expect(card.provenance.join(' ')).toContain('intfloat/e5-small-v2');
    expect(readFileSync(new URL('NOTICE', folder), 'utf8')).toContain('Permission is hereby granted, free of charge');
  });
});
