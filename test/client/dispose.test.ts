import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { EngineLost } from '../../src/core/engine-lost';
import { createReranker } from '../../src/index';
import { createFakeReranker, fakeWorker } from '../../src/test';
import type { FakeEngineOptions } from '../../src/test';
import { gateAt, numbered, settle } from './gate';

const passages = numbered(20);
const assets = 'https://rankside.invalid/';

/** Creates a factory of fake workers that counts created and closed ones. */
function countedWorkers(options: FakeEngineOptions = {}, onMake: (nth: number) => void = () => undefined) {
  const count = { made: 0, closed: 0 };
  const make = fakeWorker(options);
  const worker = () => {
    const port = make();
    const close = port.close.bind(port);
    port.close = () => (count.closed++, close());
    onMake(++count.made);
    return port;
  };
  return { count, worker };
}

describe('dispose()', () => {
  test('rejects pending and later calls with code disposed', async () => {
    const gate = gateAt(2);
    const reranker = await createFakeReranker({ beforeRow: gate.beforeRow });
    const calls = [reranker.rerank('bread', passages), reranker.rerank('bread', passages)];
    const outcomes = Promise.allSettled(calls);
    await gate.reached;
    await reranker.dispose();
    for (const outcome of await outcomes) {
      expect(outcome).toMatchObject({ status: 'rejected', reason: { name: 'RerankError', code: 'disposed' } });
    }
    await expect(reranker.rerank('bread', passages)).rejects.toMatchObject({ code: 'disposed' });
    await expect(reranker.stream('bread', passages).next()).rejects.toMatchObject({ code: 'disposed' });
    gate.open();
  });

  test('may be called twice, and by Symbol.asyncDispose', async () => {
    const { count, worker } = countedWorkers();
    const reranker = await createReranker({ worker, assets });
    await reranker[Symbol.asyncDispose]();
    await reranker.dispose();
    await reranker.dispose();
    expect(count).toEqual({ made: 1, closed: 1 });
  });

  test('leaves report and stats readable', async () => {
    const reranker = await createFakeReranker();
    await reranker.rerank('bread', passages);
    await reranker.dispose();
    expect(reranker.report.model).toBe('fake');
    expect(reranker.stats.calls).toBe(1);
  });

  test('closes the new worker too while a lost one is being replaced', async () => {
    let broken = true;
    const beforeRow = () => {
      if (broken) throw new EngineLost('once');
    };
    let disposal: Promise<void> | undefined;
    const { count, worker } = countedWorkers({ beforeRow }, (nth) => {
      if (nth === 2) disposal = reranker.dispose();
      broken = nth < 2;
    });
    const reranker = await createReranker({ worker, assets });
    await expect(reranker.rerank('bread', passages)).rejects.toMatchObject({ code: 'disposed' });
    await disposal;
    await settle();
    expect(count.made).toBe(2);
    expect(count.closed).toBeGreaterThanOrEqual(2);
  });
});

describe('a caller’s own port', () => {
  test('stays open for another reranker', async () => {
    const port = fakeWorker()();
    for (let time = 0; time < 2; time++) {
      const reranker = await createReranker({ worker: port, assets });
      expect((await reranker.rerank('bread', passages)).stats).toMatchObject({ complete: true, cache: { hits: 0 } });
      await reranker.dispose();
    }
    port.close();
  });
});

describe('idleMs', () => {
  beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] }));
  afterEach(() => void vi.useRealTimers());

  test('terminates the worker after that time without a call; the next call starts another', async () => {
    const { count, worker } = countedWorkers();
    await using reranker = await createReranker({ worker, assets, idleMs: 1000 });
    await reranker.rerank('bread', passages);
    vi.advanceTimersByTime(900);
    await reranker.rerank('bread', passages);
    vi.advanceTimersByTime(900);
    await settle();
    expect(count).toEqual({ made: 1, closed: 0 });
    vi.advanceTimersByTime(100);
    await settle();
    expect(count).toEqual({ made: 1, closed: 1 });
    expect((await reranker.rerank('bread', passages)).stats.complete).toBe(true);
    expect(count).toEqual({ made: 2, closed: 1 });
    expect(reranker.report.losses).toEqual([]);
  });

  test('does not expire during a call', async () => {
    const gate = gateAt(2);
    const { count, worker } = countedWorkers({ beforeRow: gate.beforeRow });
    await using reranker = await createReranker({ worker, assets, idleMs: 1000 });
    const call = reranker.rerank('bread', passages);
    await gate.reached;
    vi.advanceTimersByTime(5000);
    gate.open();
    expect((await call).stats.complete).toBe(true);
    expect(count).toEqual({ made: 1, closed: 0 });
  });
});
