import { createHash } from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { assetsUnder, MODEL_FILES } from '../../src/client/assets-under';
import { defaultAssets } from '../../src/client/default-assets';
import type { FileRef, ModelCard } from '../../src/models/card';
import { embeddedModels } from '../../src/models/embedded';
import { onnx } from '../../src/onnx';
import { variantFiles as variantFiles } from '../../src/models/files/variant-files';

/** Every file that a card names, once. */
function filesOf(card: ModelCard): FileRef[] {
  const files = [card.tokenizer, ...card.variants.flatMap(variantFiles)];
  return [...new Map(files.map((file) => [file.path, file])).values()].sort((a, b) => (a.path < b.path ? -1 : 1));
}

/** The tail of a URL from its `runtime/` or `models/` on. */
const tail = (url: string) => url.replace(/^.*?\/(?=runtime\/|kernels\/|models\/)/, '');

describe.each(Object.entries(embeddedModels))('the embedded model %s', (name, card) => {
  const files = filesOf(card);

  test('is named as its card is', () => {
    expect(card.name).toBe(name);
  });

  test('has the files that MODEL_FILES lists', () => {
    expect(MODEL_FILES[name]).toEqual(files.map((file) => file.path));
  });

  test('has every file among the literals that bundlers emit', () => {
    const urls = defaultAssets().models[name]!;
    expect(Object.keys(urls).sort()).toEqual(files.map((file) => file.path));
    for (const [path, url] of Object.entries(urls)) expect(tail(url)).toBe(`models/${name}/${path}`);
  });

  test.each(files)('has $path with the size and hash of its card', ({ path, bytes, sha256 }) => {
    const file = new URL(`../../public/models/${name}/${path}`, import.meta.url);
    expect(statSync(file).size).toBe(bytes);
    expect(createHash('sha256').update(readFileSync(file)).digest('hex')).toBe(sha256);
  });

  test('holds at most 25 MB', () => {
    expect(files.reduce((sum, file) => sum + file.bytes, 0)).toBeLessThanOrEqual(25e6);
  });

  test('has golden pairs, a calibration at every exit, a licence and its provenance', () => {
    expect(card.golden.flatMap((golden) => golden.passages).length).toBeGreaterThanOrEqual(4);
    for (const { calibration } of card.exits ?? [card]) expect(calibration?.slope).toBeGreaterThan(0);
    expect(card.licence).toBe('Apache-2.0');
    expect(card.provenance.length).toBeGreaterThan(0);
  });
});

describe('the embedded models', () => {
  test('are those whose files ship', () => {
    const names = Object.keys(embeddedModels);
    expect(Object.keys(MODEL_FILES)).toEqual(names);
    expect(Object.keys(defaultAssets().models)).toEqual(names);
  });
});

describe('assetsUnder()', () => {
  test('lays the same files out under a base, with or without a closing slash', () => {
    const { kernels, models } = defaultAssets();
    const folders = { multi: 'models/multi/', deep: 'models/deep/' };
    const all = { runtime: onnx().files, kernels, models, folders };
    const shipped = JSON.stringify(all, (_, value: unknown) => (typeof value === 'string' ? tail(value) : value));
    for (const base of ['https://cdn.invalid/rankside', new URL('https://cdn.invalid/rankside/')]) {
      const text = JSON.stringify(assetsUnder(base));
      expect(text).toContain('https://cdn.invalid/rankside/runtime/ort-wasm-simd-threaded.wasm');
      expect(text.replaceAll('https://cdn.invalid/rankside/', '')).toBe(shipped);
    }
  });

  test('names the parts of a file that is too large for some hosts, in order', () => {
    const { wasm } = assetsUnder('https://cdn.invalid/').runtime.asyncify;
    expect(wasm.map(tail)).toEqual([1, 2].map((part) => `runtime/ort-wasm-simd-threaded.asyncify.${part}.wasm`));
  });

  test('keeps a base’s query away from the files', () => {
    expect(assetsUnder('https://cdn.invalid/a?v=1').models['base']!['wasm.1.onnx']).toBe(
      'https://cdn.invalid/a/models/base/wasm.1.onnx',
    );
  });
});
