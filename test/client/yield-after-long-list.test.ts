import { describe, expect, test } from 'vitest';
import { createFakeReranker, fakeWorker } from '../../src/test';
import { createReranker } from '../../src/client/create-reranker';
import { nextMacrotask } from '../../src/util/next-macrotask';
import { numbered } from './gate';

/** Creates a reranker and counts the jobs that its worker was sent. */
async function watched() {
  const port = fakeWorker()();
  const sent = { count: 0 };
  const post = port.postMessage.bind(port) as (...parts: unknown[]) => void;
  port.postMessage = (...parts: unknown[]) => {
    const { path } = parts[0] as { readonly path?: readonly string[] };
    if (path?.[0] === 'run' || path?.[0] === 'prepare') sent.count += 1;
    post(...parts);
  };
  return { reranker: await createReranker({ worker: port, assets: 'https://rankside.invalid/' }), sent };
}

describe('yieldAfterLongList()', () => {
  test.each(['rerank', 'prepare'] as const)('lets %s send a long list in a task of its own', async (verb) => {
    const { reranker, sent } = await watched();
    const run = (count: number) =>
      verb === 'rerank' ? reranker.rerank('bread', numbered(count)) : reranker.prepare(numbered(count));
    for (const [count, inThisTask] of [
      [1000, true],
      [1001, false],
    ] as const) {
      const before = sent.count;
      const done = run(count);
      for (let turn = 0; turn < 20; turn++) await Promise.resolve();
      expect(sent.count > before).toBe(inThisTask);
      await nextMacrotask();
      await Promise.resolve();
      expect(sent.count).toBeGreaterThan(before);
      await done;
    }
    await reranker.dispose();
  });

  test('sends nothing when the call was aborted in between', async () => {
    const { reranker, sent } = await watched();
    const before = sent.count;
    const controller = new AbortController();
    const call = reranker.rerank('bread', numbered(1001), { signal: controller.signal });
    controller.abort();
    await expect(call).rejects.toMatchObject({ name: 'AbortError' });
    await nextMacrotask();
    expect(sent.count).toBe(before);
    await reranker.dispose();
  });

  test('changes no result', async () => {
    await using reranker = await createFakeReranker();
    const passages = numbered(1001);
    const { results } = await reranker.rerank('bread', passages);
    const short = await reranker.rerank('bread', passages.slice(0, 1000));
    expect(results.filter(({ index }) => index < 1000).map(({ index }) => index)).toEqual(
      short.results.map(({ index }) => index),
    );
  });
});
