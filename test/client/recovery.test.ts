import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { EngineLost } from '../../src/core/engine-lost';
import type { StatusEvent } from '../../src/index';
import { createFakeReranker } from '../../src/test';
import { gateAt, numbered, settle } from './gate';

const passages = numbered(20);

/** Throws `error` at each of these rows, which are counted over all engines from 1. */
function failingAt(error: Error, ...at: readonly number[]) {
  const rows: string[] = [];
  const beforeRow = (text: string) => {
    if (at.includes(rows.push(text))) throw error;
  };
  return { rows, beforeRow };
}

describe('a lost engine', () => {
  test('is replaced; only unscored passages run again, and the ranking is complete', async () => {
    await using sound = await createFakeReranker();
    const expected = await sound.rerank('bread 7', passages);
    const { rows, beforeRow } = failingAt(new EngineLost('The device is gone'), 8);
    const statuses: StatusEvent[] = [];
    await using reranker = await createFakeReranker({ beforeRow, onStatus: (event) => statuses.push(event) });
    const { results, stats } = await reranker.rerank('bread 7', passages);
    expect(results).toEqual(expected.results);
    expect(stats.complete).toBe(true);
    expect(rows.length).toBeLessThan(2 * passages.length);
    expect(rows.length - new Set(rows).size).toBeLessThanOrEqual(4); // at most the micro-batch that was lost
    expect(reranker.report.losses).toEqual(['wasm/fp32: The device is gone']);
    expect(statuses.map((event) => event.kind)).toEqual(['ready', 'recovering', 'ready']);
    expect(statuses[1]).toEqual({ kind: 'recovering', reason: 'The device is gone', losses: 1 });
  });

  test('restarts a list-wise method, whose scores of an unfinished list do not compare', async () => {
    const method = 'elimination';
    await using sound = await createFakeReranker({ method });
    const expected = await sound.rerank('bread 7', passages);
    const { rows, beforeRow } = failingAt(new EngineLost('The device is gone'), 8);
    await using reranker = await createFakeReranker({ beforeRow, method });
    expect((await reranker.rerank('bread 7', passages)).results).toEqual(expected.results);
    expect(rows.length).toBe(8 + passages.length - 1);
  });

  test('is replaced once for several calls, each of which is complete', async () => {
    const { beforeRow } = failingAt(new EngineLost('The device is gone'), 8);
    await using reranker = await createFakeReranker({ beforeRow });
    const calls = ['bread', 'number', '3'].map((query) => reranker.rerank(query, passages));
    for (const { stats, results } of await Promise.all(calls)) {
      expect(stats.complete).toBe(true);
      expect(results).toHaveLength(passages.length);
    }
    expect(reranker.report.losses).toHaveLength(1);
  });

  test('is replaced in call after call on WASM, where there is nothing to fall back to', async () => {
    const { beforeRow } = failingAt(new EngineLost('again'), 5, 30, 55, 80);
    await using reranker = await createFakeReranker({ beforeRow });
    for (let call = 1; call <= 4; call++) {
      const { stats } = await reranker.rerank(
        'bread',
        passages.map((text) => `${text} ${call}`),
      );
      expect(stats.complete).toBe(true);
      expect(reranker.report.losses).toHaveLength(call);
    }
  });
});

describe('a failure of a single call', () => {
  test('rejects only that call and keeps the engine', async () => {
    const { beforeRow } = failingAt(new RangeError('odd passage'), 3);
    await using reranker = await createFakeReranker({ beforeRow });
    await expect(reranker.rerank('bread', passages)).rejects.toThrow(new RangeError('odd passage'));
    expect((await reranker.rerank('bread', passages)).stats.complete).toBe(true);
    expect(reranker.report.losses).toEqual([]);
  });
});

describe('a silent worker', () => {
  beforeEach(() => void vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval', 'performance'] }));
  afterEach(() => void vi.useRealTimers());
  const quietFor = async (ms: number) => {
    vi.advanceTimersByTime(ms);
    await settle();
  };

  test('is replaced after hangMs while an answer is pending', async () => {
    const gate = gateAt(3);
    await using reranker = await createFakeReranker({ beforeRow: gate.beforeRow, hangMs: 1000 });
    const call = reranker.rerank('bread', passages);
    await gate.reached;
    await settle();
    vi.advanceTimersByTime(900);
    expect(reranker.report.losses).toEqual([]);
    vi.advanceTimersByTime(300);
    gate.open();
    expect((await call).stats.complete).toBe(true);
    expect(reranker.report.losses).toEqual(['wasm/fp32: The worker sent no message for 1000 ms']);
  });

  test('is not replaced after a call that succeeded', async () => {
    await using reranker = await createFakeReranker({ hangMs: 1000 });
    await reranker.rerank('bread', passages);
    await quietFor(10_000);
    expect(reranker.report.losses).toEqual([]);
  });

  test.each(['abort', 'supersede', 'stream left'])('is not replaced after a call that ended by %s', async (how) => {
    const gate = gateAt(3);
    await using reranker = await createFakeReranker({ beforeRow: gate.beforeRow, hangMs: 1000 });
    const controller = new AbortController();
    const { signal } = controller;
    const events = reranker.stream('bread', passages, { signal, supersede: true });
    await events.next();
    await gate.reached;
    if (how === 'abort') controller.abort();
    else if (how === 'supersede') await reranker.rerank('x', [], { supersede: true });
    else await events.return();
    await settle();
    gate.open();
    await settle();
    await quietFor(10_000);
    expect(reranker.report.losses).toEqual([]);
  });
});
