import { getEventListeners } from 'node:events';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { RerankError } from '../../src/index';
import type { RankEvent, Reranker } from '../../src/index';
import { createHybridReranker, createRemoteReranker } from '../../src/remote';
import type { HybridOptions, RemoteReport } from '../../src/remote';
import { createFakeReranker } from '../../src/test';
import { gateAt } from '../client/gate';
import type { Gate } from '../client/gate';
import { send, startServer } from './server';
import type { TestServer } from './server';

const query = 'broken old clocks';
const texts = ['nothing', 'old clocks', 'broken old clocks', 'clocks'];

let server: TestServer;
let gate: Gate;
let local: Reranker;
let remote: Reranker<RemoteReport>;
beforeEach(async () => {
  server = await startServer('tei');
  gate = gateAt(1);
  local = await createFakeReranker({ beforeRow: gate.beforeRow });
  remote = createRemoteReranker({ url: server.url, api: 'tei', retries: 0 });
});
afterEach(async () => {
  gate.open();
  await Promise.all([local.dispose(), remote.dispose()]);
  await server.close();
});

const allow = vi.fn<HybridOptions['allow']>();
/** Every call on the device is slow until the gate is opened. */
const hybrid = (options: Partial<HybridOptions> = {}) => {
  allow.mockReset().mockReturnValue(true);
  return createHybridReranker({ local, remote, allow, slowerThanMs: 1, ...options });
};
const scorersOf = (results: readonly { readonly scoredBy: string }[]) => [
  ...new Set(results.map(({ scoredBy }) => scoredBy)),
];
const REMOTE = () => `${remote.report.model}/tei`;
const LOCAL = 'fake/late-interaction';

describe('createHybridReranker()', () => {
  test('ranks on the device, without a request, while it is fast', async () => {
    gate.open();
    const reranker = hybrid({ slowerThanMs: 60_000 });
    const { results } = await reranker.rerank(query, texts);
    expect(scorersOf(results)).toEqual([LOCAL]);
    expect(allow).not.toHaveBeenCalled();
    expect(server.received).toEqual([]);
    expect(reranker.report).toMatchObject({ device: 'hybrid', textLeftDevice: false, local: { model: 'fake' } });
  });

  test('gives the server’s ranking when the device is slow, and cancels the device’s call', async () => {
    const reranker = hybrid();
    const { results } = await reranker.rerank(query, texts);
    expect(scorersOf(results)).toEqual([REMOTE()]);
    expect(results[0]).toMatchObject({ index: 2, score: 1 });
    expect(allow).toHaveBeenCalledExactlyOnceWith(query, texts);
    expect(reranker.report).toMatchObject({ textLeftDevice: true, remote: { passagesSent: 4 } });
    gate.open();
    await local.rerank(query, ['after']);
    expect(gate.rows).not.toEqual(expect.arrayContaining(texts));
  });

  test('sends nothing without permission, however slow the device is', async () => {
    const reranker = hybrid();
    allow.mockReturnValue(false);
    const call = reranker.rerank(query, texts);
    await vi.waitFor(() => expect(allow).toHaveBeenCalled());
    gate.open();
    expect(scorersOf((await call).results)).toEqual([LOCAL]);
    expect(server.received).toEqual([]);
  });

  test('gives the device’s ranking when it comes first, and aborts the request', async () => {
    server.play(() => gate.open());
    const { results } = await hybrid().rerank(query, texts);
    expect(scorersOf(results)).toEqual([LOCAL]);
    await vi.waitFor(() => expect(server.lost()).toBe(1));
  });

  test('waits for the device when the server fails', async () => {
    const reranker = hybrid();
    server.play((response) => send(response, 500, ''));
    const call = reranker.rerank(query, texts);
    await vi.waitFor(() => expect(remote.report.losses).toHaveLength(1));
    gate.open();
    expect(scorersOf((await call).results)).toEqual([LOCAL]);
  });

  test('uses the server when the device fails, if that is permitted', async () => {
    const lost = new RerankError('worker-lost', 'gone');
    vi.spyOn(local, 'rerank').mockRejectedValue(lost);
    const reranker = hybrid({ slowerThanMs: 60_000 });
    expect(scorersOf((await reranker.rerank(query, texts)).results)).toEqual([REMOTE()]);
    allow.mockReturnValue(false);
    await expect(reranker.rerank(query, texts)).rejects.toBe(lost);
  });

  test('rejects with the device’s error when both fail', async () => {
    const lost = new RerankError('worker-lost', 'gone');
    vi.spyOn(local, 'rerank').mockRejectedValue(lost);
    server.play((response) => send(response, 500, ''));
    await expect(hybrid().rerank(query, texts)).rejects.toBe(lost);
    expect(server.received).toHaveLength(1);
  });

  test.each<[what: string, fail: (reranker: Reranker<never>) => Promise<unknown>, error: object]>([
    ['a mistake', (reranker) => reranker.rerank('', texts), { name: 'RangeError' }],
    ['no passages at all', (reranker) => reranker.rerank(query, undefined as never), { name: 'TypeError' }],
    ['a query too long', (reranker) => reranker.rerank('word '.repeat(65), texts), { code: 'query-too-long' }],
    [
      'an abort before',
      (reranker) => reranker.rerank(query, texts, { signal: AbortSignal.abort() }),
      { name: 'AbortError' },
    ],
  ])('sends no request after %s', async (_, fail, error) => {
    const reranker = hybrid({ slowerThanMs: 60_000 }) as unknown as Reranker<never>;
    await expect(fail(reranker)).rejects.toMatchObject(error);
    expect(allow).not.toHaveBeenCalled();
    expect(server.received).toEqual([]);
  });

  test('ends both sides with the reason of an abort', async () => {
    server.play(() => undefined);
    const controller = new AbortController();
    const call = hybrid().rerank(query, texts, { signal: controller.signal });
    await vi.waitFor(() => expect(server.received).toHaveLength(1));
    const reason = new Error('not now');
    controller.abort(reason);
    await expect(call).rejects.toBe(reason);
    await vi.waitFor(() => expect(server.lost()).toBe(1));
    expect(getEventListeners(controller.signal, 'abort')).toEqual([]);
  });

  test('rejects at once when it is superseded, even during a request', async () => {
    server.play(
      () => undefined,
      () => undefined,
    );
    const reranker = hybrid();
    const older = reranker.rerank(query, texts, { supersede: true });
    await vi.waitFor(() => expect(server.received).toHaveLength(1));
    allow.mockReturnValue(false);
    const newer = reranker.rerank(query, texts, { supersede: true });
    await expect(older).rejects.toMatchObject({ code: 'superseded' });
    gate.open();
    expect((await newer).stats.complete).toBe(true);
  });

  test('gives the device’s ranking when the budget is used up', async () => {
    server.play(() => undefined);
    const { stats, results } = await hybrid().rerank(query, texts, { budgetMs: 100 });
    expect(stats).toMatchObject({ complete: false, scored: 0 });
    expect(results.map(({ index }) => index)).toEqual([0, 1, 2, 3]);
  });

  test('streams the device’s events, and then the final ranking once', async () => {
    const events: RankEvent[] = [];
    for await (const event of hybrid().stream(query, texts, { topN: 2 })) events.push(event);
    expect(events.map(({ kind }) => kind)).toEqual(['progress', 'done']);
    const done = events.at(-1) as Extract<RankEvent, { kind: 'done' }>;
    expect(done.results).toHaveLength(2);
    expect(scorersOf(done.results)).toEqual([REMOTE()]);
  });

  test('ends both sides when a stream is left', async () => {
    server.play(() => undefined);
    for await (const event of hybrid().stream(query, texts)) {
      await vi.waitFor(() => expect(server.received).toHaveLength(1));
      expect(event.kind).toBe('progress');
      break;
    }
    await vi.waitFor(() => expect(server.lost()).toBe(1));
  });

  test('calls onProgress with every event, done last', async () => {
    gate.open();
    const kinds: string[] = [];
    await hybrid({ slowerThanMs: 60_000 }).rerank(query, texts, { onProgress: ({ kind }) => kinds.push(kind) });
    expect(kinds[0]).toBe('progress');
    expect(kinds.filter((kind) => kind === 'done')).toEqual(['done']);
    expect(kinds.at(-1)).toBe('done');
  });

  test('counts its own calls, and the model calls of both sides', async () => {
    const reranker = hybrid();
    await reranker.rerank(query, texts);
    expect(reranker.stats).toMatchObject({ calls: 1, passages: 4 });
    expect(reranker.stats.modelCalls).toBeGreaterThanOrEqual(1);
  });

  test('disposes of both', async () => {
    await hybrid().dispose();
    await expect(local.rerank(query, texts)).rejects.toMatchObject({ code: 'disposed' });
    await expect(remote.rerank(query, texts)).rejects.toMatchObject({ code: 'disposed' });
  });

  test.each([-1, NaN])('throws a RangeError for slowerThanMs of %s', (slowerThanMs) => {
    expect(() => hybrid({ slowerThanMs })).toThrow(
      new RangeError(`Expected \`slowerThanMs\` to be a number of milliseconds from 0 up, got \`${slowerThanMs}\``),
    );
  });
});
