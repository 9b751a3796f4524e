import { afterEach, beforeAll, describe, expect, test } from 'vitest';
import { CACHE_NAME } from '../../src/util/storage-names';
import type { CreateOptions, RankEvent, Reranker, RerankResult, StatusEvent } from '../../src/index';
import { createTiny, faultyWorkers, sentences, tinyLate } from './harness';
import type { Fault } from './faulty-worker';

const passages = sentences(40);
const query = 'the baker wakes early';
/** Slow runs, so that a fault occurs when some passages are scored and some are not. */
const slow = { slowMs: 5 } satisfies Fault;

let undisturbed: RerankResult<string>;
/** The number of runs of the self-test, so that a fault can start after it. */
let goldenRuns = 0;
let statuses: StatusEvent[] = [];
const open: Reranker[] = [];

beforeAll(async () => {
  const reranker = await createTiny();
  undisturbed = await reranker.rerank(query, passages);
  await reranker.dispose();
  const card = (await (await fetch(new URL('card.json', tinyLate))).json()) as { golden: { passages: unknown[] }[] };
  goldenRuns = card.golden.reduce((sum, { passages: rows }) => sum + 1 + rows.length, 0);
});
afterEach(async () => {
  await Promise.all(open.splice(0).map((each) => each.dispose()));
});

async function create(options: CreateOptions): Promise<Reranker> {
  statuses = [];
  const reranker = await createTiny({ ...options, onStatus: (event) => statuses.push(event) });
  open.push(reranker);
  return reranker;
}

function expectUndisturbed({ results, stats }: RerankResult<string>): void {
  expect(results.map((row) => [row.index, row.score])).toEqual(
    undisturbed.results.map((row) => [row.index, row.score]),
  );
  expect(stats).toMatchObject({ complete: true, scored: passages.length });
}

/** Ranks, and calls `disturb` once when some passages are scored and some are not. */
async function rankDisturbed(reranker: Reranker, disturb: () => void): Promise<RerankResult<string>> {
  let disturbed = false;
  const onProgress = (event: RankEvent) => {
    if (event.kind !== 'ranking' || disturbed || event.scored === event.total) return;
    disturbed = true;
    disturb();
  };
  const result = await reranker.rerank(query, passages, { onProgress });
  expect(disturbed).toBe(true);
  return result;
}

describe('a worker', () => {
  test('that is terminated during a run is replaced; only unscored passages run again', async () => {
    const { made, make } = faultyWorkers(slow, slow);
    const reranker = await create({ worker: make });
    const result = await rankDisturbed(reranker, () => made[0]!.terminate());
    expectUndisturbed(result);
    expect(made).toHaveLength(2);
    // The query is encoded once by each of two workers, and every passage once.
    expect(result.stats.modelCalls).toBe(2 + passages.length);
    expect(reranker.report.losses).toEqual(['wasm/int8/kernel: The worker was terminated']);
    expect(statuses.map((event) => event.kind)).toEqual(['ready', 'recovering', 'ready']);
  });

  test('that is terminated between calls is replaced by the next call', async () => {
    const { made, make } = faultyWorkers();
    const reranker = await create({ worker: make });
    made[0]!.terminate();
    expectUndisturbed(await reranker.rerank(query, passages));
  });

  test('that hangs in a run is replaced after hangMs', async () => {
    const reranker = await create({ worker: faultyWorkers({ runs: 'hang', at: goldenRuns + 15 }).make, hangMs: 5000 });
    expectUndisturbed(await reranker.rerank(query, passages));
    expect(reranker.report.losses[0]).toMatch(/sent no message for 5000 ms/);
  });

  test('that the caller created and terminated ends the call with worker-lost', async () => {
    const { make } = faultyWorkers(slow);
    const worker = make();
    const reranker = await create({ worker });
    await expect(rankDisturbed(reranker, () => worker.terminate())).rejects.toMatchObject({ code: 'worker-lost' });
  });

  test('whose script cannot be loaded rejects with worker-lost', async () => {
    const worker = () => new Worker(new URL('/no-such-worker.js', location.href), { type: 'module' });
    await expect(create({ worker })).rejects.toMatchObject({ code: 'worker-lost' });
  });
});

describe('a session', () => {
  test('whose run rejects is replaced, and the ranking is complete', async () => {
    const reranker = await create({ worker: faultyWorkers({ runs: 'reject', at: goldenRuns + 15 }).make });
    expectUndisturbed(await reranker.rerank(query, passages));
    expect(reranker.report.losses[0]).toMatch(/Injected: the run failed/);
  });

  test('whose outputs become NaN is replaced, and no score is NaN', async () => {
    const reranker = await create({ worker: faultyWorkers({ runs: 'nan', at: goldenRuns + 15 }).make });
    expectUndisturbed(await reranker.rerank(query, passages));
  });

  test('that is lost twice is replaced by the next candidate, as status and report tell', async () => {
    const fault: Fault = { runs: 'reject', at: goldenRuns + 10, session: 1 };
    const reranker = await create({ worker: faultyWorkers(fault, fault).make });
    const { results } = await reranker.rerank(query, passages);
    expect(results).toHaveLength(passages.length);
    expect(reranker.report).toMatchObject({ dtype: 'int8', runtime: 'onnx' });
    expect(reranker.report.candidates).toContainEqual({
      device: 'wasm',
      dtype: 'int8',
      runtime: 'kernel',
      state: 'lost',
      reason: 'Its engine was lost twice',
    });
    expect(statuses).toContainEqual(
      expect.objectContaining({ kind: 'fallback', from: 'wasm/int8/kernel', to: 'wasm/int8' }),
    );
  });

  test('in the caller’s own worker is loaded again in it', async () => {
    const { make } = faultyWorkers({ runs: 'reject', at: goldenRuns + 15, session: 1 });
    const reranker = await create({ worker: make() });
    expectUndisturbed(await reranker.rerank(query, passages));
  });
});

describe('a GPU device', () => {
  test('that is destroyed during a run is replaced, and after two losses by WASM', async () => {
    const few = passages.slice(0, 16);
    const onWasm = await create({ dtype: 'fp32' });
    const expected = await onWasm.rerank(query, few);
    const gpu: Fault = { trustAdapter: true, remembered: 'webgpu/fp32' };
    const fault: Fault = { ...gpu, runs: 'destroy-device', onCommand: true };
    const { made, make } = faultyWorkers(fault, fault, gpu);
    const command = new BroadcastChannel('fault');
    const reranker = await create({ device: 'auto', dtype: 'fp32', cache: 'persistent', worker: make });
    expect(reranker.report.device).toBe('webgpu');
    const onProgress = (event: RankEvent) => event.kind === 'ranking' && command.postMessage('break');
    const { results, stats } = await reranker.rerank(query, few, { onProgress });
    command.close();
    expect(results.map((row) => row.index)).toEqual(expected.results.map((row) => row.index));
    expect(stats.complete).toBe(true);
    expect(made).toHaveLength(3);
    expect(reranker.report.device).toBe('wasm');
    expect(reranker.report.losses).toEqual([
      expect.stringMatching(/^webgpu\/fp32: .*(lost|destroyed|fail|length)/i),
      expect.stringMatching(/^webgpu\/fp32/),
    ]);
    expect(statuses).toContainEqual(
      expect.objectContaining({ kind: 'fallback', from: 'webgpu/fp32', to: 'wasm/fp32' }),
    );
  });
});

describe('storage', () => {
  test('that is full is replaced by memory, with a warning', async () => {
    await caches.delete(CACHE_NAME);
    const reranker = await create({ cache: 'persistent', worker: faultyWorkers({ storage: 'quota' }).make });
    expectUndisturbed(await reranker.rerank(query, passages));
    expect(reranker.report.warnings.join()).toMatch(/QuotaExceededError/);
  });

  test('that is blocked is replaced by memory, with a warning', async () => {
    const reranker = await create({ cache: 'persistent', worker: faultyWorkers({ storage: 'blocked' }).make });
    expectUndisturbed(await reranker.rerank(query, passages));
    expect(reranker.report).toMatchObject({ storage: 'memory' });
    expect(reranker.report.warnings.join()).toMatch(/SecurityError/);
  });

  test('lets a second load work without the network, and a corrupted entry is fetched again', async () => {
    await caches.delete(CACHE_NAME);
    const first = await create({ cache: 'persistent' });
    expect(first.report).toMatchObject({ storage: 'persistent', warnings: [] });
    const fromCache: boolean[] = [];
    await create({ cache: 'persistent', onProgress: (progress) => fromCache.push(progress.fromCache) });
    expect(new Set(fromCache)).toEqual(new Set([true]));

    const cache = await caches.open(CACHE_NAME);
    for (const key of await cache.keys()) {
      const bytes = new Uint8Array(await (await cache.match(key))!.arrayBuffer());
      await cache.put(key, new Response(bytes.map((byte) => byte ^ 255)));
    }
    const third = await create({ cache: 'persistent' });
    expectUndisturbed(await third.rerank(query, passages));
    expect(third.report.warnings.join()).toMatch(/damaged/);
    const fourth = await create({ cache: 'persistent' });
    expect(fourth.report.warnings).toEqual([]);
  });
});

describe('a model folder', () => {
  test('that does not exist is model-unavailable', async () => {
    const model = new URL('/fixtures/models/no-such-model/', location.href);
    await expect(create({ model })).rejects.toMatchObject({ code: 'model-unavailable' });
  });

  test('that responds with an HTML page is model-invalid, as the message tells', async () => {
    const creation = create({ model: new URL('/', location.href) });
    await expect(creation).rejects.toMatchObject({
      code: 'model-invalid',
      message: expect.stringMatching(/an HTML page/) as string,
    });
  });

  test('with a wrong file is model-invalid, and the message names the file', async () => {
    const card = (await (await fetch(new URL('card.json', tinyLate))).json()) as { tokenizer: { sha256: string } };
    card.tokenizer.sha256 = '0'.repeat(64);
    const worker = servedBy(card);
    await expect(create({ worker })).rejects.toMatchObject({
      code: 'model-invalid',
      message: expect.stringMatching(/tokenizer\.json/) as string,
    });
  });
});

/** Creates a worker whose first request for a card gets this one. */
function servedBy(card: object): () => Worker {
  return () => {
    const name = JSON.stringify({ card: JSON.stringify(card) } satisfies Fault);
    return new Worker(new URL('./faulty-worker.ts', import.meta.url), { type: 'module', name });
  };
}
