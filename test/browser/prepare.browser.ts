import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { deleteStoredVectors } from '../../src/index';
import type { CreateOptions, Reranker } from '../../src/index';
import { createTiny, faultyWorkers, sentences } from './harness';

const passages = sentences(70);
const query = 'Which engine needs oil?';
const DATABASE = 'rankside-vectors';
const open: Reranker[] = [];

async function create(options: CreateOptions = {}): Promise<Reranker> {
  const reranker = await createTiny({ cache: 'persistent', ...options });
  open.push(reranker);
  return reranker;
}

/** Ends the worker and its memory, as a new visit does. */
async function revisit(options: CreateOptions = {}): Promise<Reranker> {
  await Promise.all(open.splice(0).map((each) => each.dispose()));
  return create(options);
}

function stored(): Promise<number> {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open(DATABASE);
    request.onerror = () => reject(new Error('The database cannot be opened'));
    request.onsuccess = () => {
      const count = request.result.transaction('vectors').objectStore('vectors').count();
      count.onsuccess = () => {
        request.result.close();
        resolve(count.result);
      };
    };
  });
}

beforeEach(deleteStoredVectors);
afterEach(() => Promise.all(open.splice(0).map((each) => each.dispose())));

describe('prepare()', () => {
  test('keeps vectors for another visit, whose scores are the same bit for bit', async () => {
    const first = await create();
    const progress: number[] = [];
    const hear = ({ prepared }: { prepared: number }) => progress.push(prepared);
    expect(await first.prepare(passages, { onProgress: hear })).toEqual({ total: 70, encoded: 70, fromStorage: 0 });
    expect(progress).toEqual([...progress].sort((a, b) => a - b));
    expect(progress.at(-1)).toBe(70);
    const before = await first.rerank(query, passages);
    expect(before.stats.modelCalls).toBe(1);
    const second = await revisit();
    const after = await second.rerank(query, passages);
    expect(after.stats).toMatchObject({ modelCalls: 1, cache: { hits: 70, misses: 0 } });
    expect(after.results.map(({ index, logit }) => [index, logit])).toEqual(
      before.results.map(({ index, logit }) => [index, logit]),
    );
    expect(await second.prepare(passages)).toEqual({ total: 70, encoded: 0, fromStorage: 0 });
  });

  test('stores what an aborted call has encoded, so that the next visit encodes nothing', async () => {
    const first = await create({ cores: 1, strategy: 'exact' });
    const controller = new AbortController();
    const onProgress = ({ kind }: { kind: string }) => kind === 'ranking' && controller.abort();
    await expect(first.rerank(query, passages, { signal: controller.signal, onProgress })).rejects.toThrow(/abort/i);
    expect(await stored()).toBe(0);
    const { encoded } = await first.prepare(passages);
    expect(encoded).toBeLessThan(70);
    expect(await stored()).toBe(70);
    const second = await revisit();
    expect(await second.prepare(passages)).toEqual({ total: 70, encoded: 0, fromStorage: 70 });
  });

  test('keeps what embed() encodes; its rows are unit vectors in the order of the texts', async () => {
    const first = await create();
    const texts = [...passages.slice(0, 40), passages[3]!];
    const { dimensions, components, scales } = await first.embed!(texts);
    expect([scales.length, components.length]).toEqual([41, 41 * dimensions]);
    const row = (at: number) =>
      Array.from(components.subarray(at * dimensions, (at + 1) * dimensions), (value) => value * scales[at]!);
    const dot = (a: readonly number[], b: readonly number[]) => a.reduce((sum, value, d) => sum + value * b[d]!, 0);
    for (const at of texts.keys()) expect(dot(row(at), row(at))).toBeCloseTo(1, 1);
    expect(row(40)).toEqual(row(3));
    expect(row(4)).not.toEqual(row(3));
    expect(await first.prepare(passages.slice(0, 40))).toMatchObject({ encoded: 0 });
    const asked = await first.embed!([query], { kind: 'query' });
    expect(asked.dimensions).toBe(dimensions);
    const controller = new AbortController();
    controller.abort();
    await expect(first.embed!(texts, { signal: controller.signal })).rejects.toThrow(/abort/i);
    await expect(first.embed!(texts, { kind: 'title' as 'query' })).rejects.toThrow(RangeError);
  });

  test('continues after an abort', async () => {
    const { make } = faultyWorkers({ slowMs: 5 });
    const first = await create({ worker: make, cores: 1 });
    const controller = new AbortController();
    const onProgress = () => controller.abort();
    await expect(first.prepare(passages, { signal: controller.signal, onProgress })).rejects.toThrow(/abort/i);
    const second = await revisit();
    const { encoded, fromStorage } = await second.prepare(passages);
    expect(fromStorage).toBeGreaterThan(0);
    expect(encoded + fromStorage).toBe(70);
  });

  test('lets calls run first', async () => {
    const { make } = faultyWorkers({ slowMs: 20 });
    const reranker = await create({ worker: make, cores: 1 });
    let prepared = 0;
    const preparing = reranker.prepare(passages, { onProgress: (step) => (prepared = step.prepared) });
    await reranker.rerank(query, passages.slice(0, 2));
    expect(prepared).toBeLessThan(70);
    await preparing;
  });

  test('continues on the next worker after a loss', async () => {
    const { make } = faultyWorkers({ runs: 'reject', at: 30 });
    const reranker = await create({ worker: make, cores: 1 });
    const { total } = await reranker.prepare(passages);
    expect(total).toBe(70);
    expect(reranker.report.losses).toHaveLength(1);
    expect((await reranker.rerank(query, passages)).stats.modelCalls).toBe(1);
  });

  test('prepares distinct passages once, and rejects invalid ones', async () => {
    const reranker = await create();
    expect((await reranker.prepare(['a', 'b', 'a'])).total).toBe(2);
    await expect(reranker.prepare([5 as never])).rejects.toThrow(/passages\[0\].*got `5`/);
  });
});

describe('stored vectors', () => {
  test('stay within their budget; the oldest are deleted first', async () => {
    const first = await create({ vectorStorageBytes: 4000 });
    await first.prepare(passages);
    const count = await stored();
    expect(count).toBeGreaterThan(0);
    expect(count).toBeLessThan(70);
    const second = await revisit({ vectorStorageBytes: 4000 });
    expect((await second.rerank(query, passages.slice(-2))).stats.cache.hits).toBe(2);
  });

  test.each<CreateOptions>([{ cache: 'memory' }, { vectorStorageBytes: 0 }])(
    'are not written with %j',
    async (options) => {
      const reranker = await create(options);
      await reranker.prepare(passages.slice(0, 3));
      await reranker.dispose();
      open.length = 0;
      const names = (await indexedDB.databases()).map(({ name }) => name);
      expect(names).not.toContain(DATABASE);
    },
  );

  test('are computed again when they are damaged', async () => {
    const first = await create();
    await first.prepare(passages.slice(0, 3));
    const before = await first.rerank(query, passages.slice(0, 3));
    await Promise.all(open.splice(0).map((each) => each.dispose()));
    await damage();
    const second = await create();
    const after = await second.rerank(query, passages.slice(0, 3));
    expect(second.report).toMatchObject({ damagedEntries: 3, losses: [] });
    expect(after.results.map(({ logit }) => logit)).toEqual(before.results.map(({ logit }) => logit));
  });
});

/** Replaces every entry by another value. */
function damage(): Promise<void> {
  return new Promise((resolve) => {
    const request = indexedDB.open(DATABASE);
    request.onsuccess = () => {
      const { result } = request;
      const transaction = result.transaction('vectors', 'readwrite');
      const cursor = transaction.objectStore('vectors').openCursor();
      cursor.onsuccess = () => {
        if (!cursor.result) return;
        cursor.result.update({ vectors: 'garbage', truncatedTokens: 0, bytes: 1, used: 1 });
        cursor.result.continue();
      };
      transaction.oncomplete = () => {
        result.close();
        resolve();
      };
    };
  });
}
