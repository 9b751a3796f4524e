import { afterEach, describe, expect, test } from 'vitest';
import type { CreateOptions, RankEvent, Reranker } from '../../src/index';
import { createTiny, faultyWorkers, sentences, tinyCross } from './harness';

const query = 'Which engine needs oil?';
const passages = sentences(40);
const open: Reranker[] = [];

async function create(options: CreateOptions): Promise<Reranker> {
  const reranker = await createTiny(options);
  open.push(reranker);
  return reranker;
}

afterEach(() => Promise.all(open.splice(0).map((each) => each.dispose())));

const scores = async (reranker: Reranker, texts = passages) => {
  const { results } = await reranker.rerank(query, texts);
  return Object.fromEntries(results.map((row) => [row.passage, row.logit]));
};

describe('a pool of workers', () => {
  test.each([1, 2, 3])(
    'of %i gives the scores of one, bit for bit, whatever the order and the cache',
    async (cores) => {
      const one = await scores(await create({ cores: 1 }));
      const reranker = await create({ cores });
      expect(reranker.report.workers).toBe(Math.min(cores, navigator.hardwareConcurrency));
      expect(await scores(reranker, [...passages].reverse())).toEqual(one); // first look
      expect(await scores(reranker)).toEqual(one); // from memory
      const forgetful = await create({ cores, vectorCacheBytes: 2000 });
      expect(await scores(forgetful)).toEqual(one);
      expect(await scores(forgetful, [...passages].reverse())).toEqual(one);
    },
  );

  test('distributes pairs as well as passages', async () => {
    const one = await scores(await create({ cores: 1, model: tinyCross }));
    const two = await create({ cores: 2, model: tinyCross });
    expect(two.report.workers).toBe(2);
    expect(await scores(two)).toEqual(one);
  });

  test('counts each passage once', async () => {
    const { stats } = await (await create({ cores: 2 })).rerank(query, [...passages, ...passages]);
    expect(stats.modelCalls).toBe(1 + passages.length);
  });

  test('is left out with a warning when it cannot be built', async () => {
    const { make } = faultyWorkers({ inPool: 'constant' });
    const reranker = await create({ cores: 2, worker: make });
    expect(reranker.report.workers).toBe(1);
    expect(reranker.report.warnings.join()).toMatch(/A worker of the pool is not used: .*not distinct/);
    expect(Object.keys(await scores(reranker))).toHaveLength(passages.length);
  });

  test('is replaced together with its worker when it fails', async () => {
    const { made, make } = faultyWorkers({ inPool: 'reject', at: 14, slowMs: 5 });
    const reranker = await create({ cores: 2, worker: make });
    expect(reranker.report.workers).toBe(2);
    const one = await scores(await create({ cores: 1 }));
    expect(await scores(reranker)).toEqual(one);
    expect(made).toHaveLength(2);
    expect(reranker.report.losses.join()).toMatch(/A worker of the pool failed/);
  });

  test('cancels queued batches when a call is aborted, and ranks the next', async () => {
    const { make } = faultyWorkers({ slowMs: 20 });
    const reranker = await create({ cores: 2, worker: make });
    const controller = new AbortController();
    const onProgress = (event: RankEvent) => event.kind === 'ranking' && controller.abort();
    await expect(reranker.rerank(query, passages, { signal: controller.signal, onProgress })).rejects.toThrow(/abort/i);
    const { stats } = await reranker.rerank('another', passages.slice(0, 3));
    expect(stats.complete).toBe(true);
    expect(reranker.report.losses).toEqual([]);
  });
});
