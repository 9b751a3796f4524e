import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { deleteStoredModel, deleteStoredVectors, listStoredModels } from '../../src/index';
import type { CreateOptions, Reranker } from '../../src/index';
import { CACHE_NAME, VECTOR_DATABASE } from '../../src/util/storage-names';
import { createTiny, sentences, tinyLate } from './harness';

const hub = new URL('/hub/', location.href);
const open: Reranker[] = [];
async function create(options: CreateOptions): Promise<Reranker> {
  const reranker = await createTiny({ hub, cache: 'persistent', ...options });
  open.push(reranker);
  return reranker;
}
const disposeAll = () => Promise.all(open.splice(0).map((each) => each.dispose()));
/** The URLs of all stored files. */
const stored = async () => (await (await caches.open(CACHE_NAME)).keys()).map(({ url }) => url);
/** The files that the load requested, from its progress events. */
const downloads = async (options: CreateOptions) => {
  const fetched: string[] = [];
  const onProgress: CreateOptions['onProgress'] = ({ file, fromCache }) => {
    if (!fromCache) fetched.push(file);
  };
  await create({ ...options, onProgress });
  return [...new Set(fetched)].sort();
};

beforeEach(() => caches.delete(CACHE_NAME).then(() => undefined));
afterEach(disposeAll);

describe('listStoredModels()', () => {
  test('is empty when nothing is stored', async () => {
    expect(await listStoredModels()).toEqual([]);
    await create({ model: 'tiny/electra', cache: 'memory' });
    expect(await listStoredModels()).toEqual([]);
  });

  test('lists each model by its requested name with its bytes, the last used first', async () => {
    await create({ model: 'tiny/electra' });
    await create({ model: tinyLate });
    const [late, electra, ...others] = await listStoredModels();
    expect(others).toEqual([]);
    expect([late!.name, electra!.name]).toEqual([tinyLate.href, 'tiny/electra']);
    expect(electra!.bytes).toBeGreaterThan(174_080); // its graph alone
    expect(late!.used.getTime()).toBeGreaterThanOrEqual(electra!.used.getTime());
  });
});

describe('malformed values in the storage', () => {
  test('are left out of the list, and nothing is deleted for them', async () => {
    await create({ model: 'tiny/electra' });
    await disposeAll();
    const cache = await caches.open(CACHE_NAME);
    for (const [name, text] of [
      ['%E0%A4%A', '{"files":{},"used":1}'],
      ['no-json', '{'],
      ['texts', '{"files":{"a":"1"},"used":1}'],
      ['no-time', '{"files":{"a":1},"used":"now"}'],
    ]) {
      await cache.put(`https://rankside.invalid/model/${name}`, new Response(text));
    }
    expect((await listStoredModels()).map(({ name }) => name)).toEqual(['tiny/electra']);
    expect(await deleteStoredModel('no-json')).toBe(0);
    expect(await deleteStoredModel('tiny/electra')).toBeGreaterThan(174_080);
  });
});

describe('deleteStoredModel()', () => {
  test('deletes no file of a model that is loaded, in this page or another', async () => {
    const reranker = await create({ model: 'tiny/electra' });
    const before = await stored();
    await expect(deleteStoredModel('tiny/electra')).rejects.toMatchObject({ code: 'model-in-use' });
    expect(await stored()).toEqual(before);
    expect((await reranker.rerank('bread', ['a', 'b'])).results).toHaveLength(2);
  });

  test('deletes the files of one model, and the others load without a download', async () => {
    await create({ model: 'tiny/electra' });
    await create({ model: 'tiny/mean' });
    await disposeAll();
    const bytes = (await listStoredModels()).find(({ name }) => name === 'tiny/electra')!.bytes;
    expect(await deleteStoredModel('tiny/electra')).toBe(bytes);
    expect((await listStoredModels()).map(({ name }) => name)).toEqual(['tiny/mean']);
    expect((await stored()).filter((url) => url.includes('electra'))).toEqual([]);
    // A hub gives no hash of small files, so they are requested again.
    expect(await downloads({ model: 'tiny/mean' })).toEqual(['tokenizer.json']);
    expect(await downloads({ model: 'tiny/electra' })).toEqual(['onnx/model.onnx', 'tokenizer.json']);
  });

  test('keeps files that another model also uses', async () => {
    await create({ model: 'tiny/instruct', dtype: 'fp32' });
    await create({ model: 'tiny/Qwen3-Reranker-tiny', dtype: 'fp32' });
    await disposeAll();
    await deleteStoredModel('tiny/instruct');
    expect(await downloads({ model: 'tiny/Qwen3-Reranker-tiny', dtype: 'fp32' })).toEqual(['tokenizer.json']);
  });

  test('frees nothing for a model that is not stored', async () => {
    expect(await deleteStoredModel('tiny/nobody')).toBe(0);
  });
});

test('deleteStoredVectors() deletes all vectors, and loaded rerankers continue', async () => {
  const passages = sentences(8);
  const first = await create({ model: tinyLate });
  await first.prepare(passages);
  await deleteStoredVectors();
  const { stats } = await first.rerank('a new engine', [...passages, 'one more']);
  expect(stats).toMatchObject({ cache: { hits: 8, misses: 1 }, warnings: [] });
  await disposeAll();
  const second = await create({ model: tinyLate });
  expect(await second.prepare(passages)).toMatchObject({ fromStorage: 0, encoded: 8 });
});

describe('deleteStoredVectors({ passages })', () => {
  test('deletes the vectors of these passages in storage and memory, which are encoded and stored again', async () => {
    const passages = sentences(8);
    const gone = passages.slice(0, 3);
    const first = await create({ model: tinyLate });
    await first.prepare(passages);
    await deleteStoredVectors({ passages: [...gone, { title: 'Never', text: 'seen' }] });
    await expect.poll(async () => (await first.prepare(passages)).encoded).toBe(3);
    await deleteStoredVectors({ passages: gone });
    await disposeAll();
    const second = await create({ model: tinyLate });
    expect(await second.prepare(passages)).toMatchObject({ fromStorage: 5, encoded: 3 });
    await deleteStoredVectors();
    expect((await indexedDB.databases()).map(({ name }) => name)).not.toContain(VECTOR_DATABASE);
  });

  test('creates no database, and rejects what is no passage', async () => {
    await deleteStoredVectors();
    await deleteStoredVectors({ passages: ['bread'] });
    expect((await indexedDB.databases()).map(({ name }) => name)).not.toContain(VECTOR_DATABASE);
    await expect(deleteStoredVectors({ passages: [1] as unknown as string[] })).rejects.toThrow(TypeError);
  });
});

describe('a database that another page blocks', () => {
  test('is replaced by memory after a moment, with a warning', async () => {
    const passages = sentences(4);
    const held = await new Promise<IDBDatabase>((resolve) => {
      const request = indexedDB.open(VECTOR_DATABASE);
      request.onsuccess = () => resolve(request.result); // it does not close when it is asked to
    });
    const deletion = indexedDB.deleteDatabase(VECTOR_DATABASE);
    try {
      await new Promise((resolve) => (deletion.onblocked = resolve));
      const started = performance.now();
      const reranker = await create({ model: tinyLate, hangMs: 10_000 });
      expect(performance.now() - started).toBeLessThan(20_000);
      expect((await reranker.rerank('bread', passages)).stats.complete).toBe(true);
      const { warnings, losses } = reranker.report;
      expect(losses).toEqual([]);
      expect(warnings).toEqual([
        expect.stringMatching(/^IndexedDB cannot be used .*took more than 3000 ms.*memory only$/),
      ]);
    } finally {
      held.close();
    }
  });
});
