import { getEventListeners } from 'node:events';
import { describe, expect, test } from 'vitest';
import { createFakeReranker } from '../../src/test';
import { gateAt, numbered, settle } from './gate';

const passages = numbered(30);

describe('an aborted signal', () => {
  test('before the call rejects with its reason, without a model call', async () => {
    const gate = gateAt(1000);
    await using reranker = await createFakeReranker({ beforeRow: gate.beforeRow });
    const reason = new Error('changed my mind');
    await expect(reranker.rerank('bread', passages, { signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
    await settle();
    expect(gate.rows).toEqual([]);
    expect(reranker.stats.calls).toBe(0);
  });

  test('without a reason rejects with an AbortError, as fetch does', async () => {
    await using reranker = await createFakeReranker();
    await expect(reranker.rerank('bread', passages, { signal: AbortSignal.abort() })).rejects.toMatchObject({
      name: 'AbortError',
    });
  });

  test('during the call rejects at once, and the worker stops between micro-batches', async () => {
    const gate = gateAt(2);
    await using reranker = await createFakeReranker({ beforeRow: gate.beforeRow });
    const controller = new AbortController();
    const reason = { any: 'value' };
    const call = reranker.rerank('bread', passages, { signal: controller.signal });
    await gate.reached;
    controller.abort(reason);
    await expect(call).rejects.toBe(reason);
    await settle();
    gate.open();
    await settle();
    expect(gate.rows.length).toBeLessThan(5);
  });

  test('of a queued call removes it from the queue and does not affect others', async () => {
    const gate = gateAt(2);
    await using reranker = await createFakeReranker({ beforeRow: gate.beforeRow });
    const controller = new AbortController();
    const running = reranker.rerank('bread', passages);
    await gate.reached;
    const waiting = reranker.rerank('bread', ['never read'], { signal: controller.signal });
    await settle();
    controller.abort();
    await expect(waiting).rejects.toMatchObject({ name: 'AbortError' });
    await settle();
    gate.open();
    expect((await running).stats).toMatchObject({ complete: true, scored: passages.length });
    expect(gate.rows).not.toContain('never read');
  });

  test('after the call changes nothing', async () => {
    await using reranker = await createFakeReranker();
    const controller = new AbortController();
    const { results } = await reranker.rerank('bread', passages, { signal: controller.signal });
    controller.abort();
    await settle();
    expect(results).toHaveLength(passages.length);
    expect((await reranker.rerank('bread', passages)).results).toEqual(results);
  });

  test('has no listener after the call has ended', async () => {
    await using reranker = await createFakeReranker();
    const { signal } = new AbortController();
    await reranker.rerank('bread', passages, { signal });
    await settle();
    expect(getEventListeners(signal, 'abort')).toEqual([]);
  });

  test('leaves the same signal usable for several calls, each rejected', async () => {
    const gate = gateAt(2);
    await using reranker = await createFakeReranker({ beforeRow: gate.beforeRow });
    const controller = new AbortController();
    const calls = [1, 2, 3].map(() => reranker.rerank('bread', passages, { signal: controller.signal }));
    await gate.reached;
    controller.abort('stop');
    const outcomes = await Promise.allSettled(calls);
    expect(outcomes).toEqual(calls.map(() => ({ status: 'rejected', reason: 'stop' })));
    gate.open();
    await settle();
    expect((await reranker.rerank('bread', ['bread'])).results).toHaveLength(1);
  });

  test('of AbortSignal.timeout rejects with its TimeoutError', async () => {
    const gate = gateAt(1);
    await using reranker = await createFakeReranker({ beforeRow: gate.beforeRow });
    const call = reranker.rerank('bread', passages, { signal: AbortSignal.timeout(1) });
    await expect(call).rejects.toMatchObject({ name: 'TimeoutError' });
    gate.open();
  });
});
