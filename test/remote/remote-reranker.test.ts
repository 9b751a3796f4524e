import { getEventListeners } from 'node:events';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { createRerankFetch } from '../../src/adapters/fetch';
import { isRerankError } from '../../src/index';
import type { RankEvent } from '../../src/index';
import { createRemoteReranker } from '../../src/remote';
import type { RemoteApi, RemoteOptions } from '../../src/remote';
import { REMOTE_APIS } from '../../src/remote/api';
import { createFakeReranker } from '../../src/test';
import { send, shareOf, startServer } from './server';
import type { Misdeed, TestServer } from './server';

const query = 'broken old clocks';
const texts = ['nothing', 'old clocks', 'broken old clocks', 'clocks'];
const best = [2, 1, 3, 0];

let server: TestServer;
beforeEach(async () => {
  server = await startServer('jina');
});
afterEach(() => server.close());

/** Retries without a delay. */
const remote = (options: Partial<RemoteOptions> = {}) =>
  createRemoteReranker({ url: server.url, api: 'jina', retryDelayMs: 0, ...options });

describe.each(REMOTE_APIS)('createRemoteReranker() over %s', (api) => {
  let spoken: TestServer;
  beforeEach(async () => {
    spoken = await startServer(api);
  });
  afterEach(() => spoken.close());

  test('ranks as the server scores', async () => {
    await using reranker = remote({ url: spoken.url, api, model: 'm' });
    const { results, stats } = await reranker.rerank(query, texts);
    expect(results.map(({ index }) => index)).toEqual(best);
    expect(results[0]).toEqual({
      index: 2,
      rank: 1,
      score: 1,
      logit: 1,
      scoredBy: `remote:m/${api}`,
      stage: `remote:m/${api}`,
      passage: texts[2],
    });
    expect(results.map(({ score, passage }) => score! - shareOf(query, passage))).toEqual([0, 0, 0, 0]);
    expect(stats).toMatchObject({ complete: true, passages: 4, scored: 4, truncated: 0, modelCalls: 1 });
  });

  test('sends the request that such a server expects', async () => {
    await using reranker = remote({ url: spoken.url, api, model: 'm' });
    await reranker.rerank(query, [{ title: 'T', text: 'one', id: 'secret', meta: 'secret' }, 'two']);
    const list = ['T\none', 'two'];
    const bodies: Record<RemoteApi, object> = {
      cohere: { model: 'm', query, documents: list },
      jina: { model: 'm', query, documents: list, return_documents: false },
      tei: { query, texts: list, truncate: true },
      vllm: { model: 'm', query, documents: list },
      voyage: { model: 'm', query, documents: list },
    };
    expect(spoken.received.map(({ body }) => body)).toEqual([bodies[api]]);
  });

  test('agrees with createRerankFetch() in the same interface', async () => {
    await using local = await createFakeReranker();
    await using reranker = remote({
      api,
      url: 'https://server.example/rerank',
      fetch: createRerankFetch(local, { api }),
    });
    const mine = await reranker.rerank(query, texts, { topN: 3 });
    const theirs = await local.rerank(query, texts, { topN: 3 });
    const pairs = (rows: typeof mine.results) => rows.map(({ index, rank, score }) => ({ index, rank, score }));
    expect(pairs(mine.results)).toEqual(pairs(theirs.results));
  });
});

describe('createRemoteReranker()', () => {
  test('reports that text leaves the device, the address without keys, and the number of passages', async () => {
    const { host, origin } = new URL(server.url);
    await using reranker = remote({ url: `${server.url}?key=1` });
    expect(reranker.report).toEqual({
      model: `remote:${host}`,
      method: 'jina',
      device: 'remote',
      languages: ['*'],
      fusion: { weight: 0.3 },
      textLeavesDevice: true,
      url: `${origin}/rerank`,
      requests: 0,
      passagesSent: 0,
      losses: [],
    });
    await reranker.rerank(query, texts);
    expect(reranker.report).toMatchObject({ requests: 1, passagesSent: 4 });
    expect(reranker.stats).toMatchObject({ calls: 1, passages: 4, modelCalls: 1 });
  });

  test('sends batches, best candidates first, and streams a ranking after each', async () => {
    await using reranker = remote({ batchSize: 2 });
    const events: RankEvent[] = [];
    const passages = texts.map((text, score) => ({ text, score }));
    for await (const event of reranker.stream(query, passages)) events.push(event);
    expect(server.received.map(({ body }) => body['documents'])).toEqual([
      ['clocks', 'broken old clocks'],
      ['old clocks', 'nothing'],
    ]);
    expect(events[0]).toEqual({ kind: 'progress', scored: 0, total: 4 });
    const half = events.find((event) => event.kind === 'ranking' && event.scored === 2);
    expect(half).toMatchObject({
      results: [{ index: 2 }, { index: 3 }, { stage: 'none' }, { stage: 'none' }],
      settled: 0,
    });
    expect(events.at(-1)).toMatchObject({
      kind: 'done',
      results: best.map((index) => ({ index })),
      stats: { complete: true, modelCalls: 2 },
    });
  });

  test('warns that `longPassages` is ignored, and rejects an instruction', async () => {
    await using reranker = remote();
    const { stats } = await reranker.rerank(query, texts, { longPassages: 'windows' });
    expect(stats.warnings).toEqual([expect.stringContaining('`longPassages` was ignored')]);
    expect((await reranker.rerank(query, texts)).stats.warnings).toEqual([]);
    await expect(reranker.rerank(query, texts, { instruction: 'Find clocks' })).rejects.toThrow(RangeError);
  });

  test('sends its headers, but no cookies or referrer of the page', async () => {
    await using reranker = remote({ headers: { Authorization: 'Bearer key' } });
    await reranker.rerank(query, texts);
    const { headers } = server.received[0]!;
    expect(headers).toMatchObject({ authorization: 'Bearer key', 'content-type': 'application/json' });
    expect(headers).not.toHaveProperty('cookie');
    expect(headers).not.toHaveProperty('referer');
  });

  test('sends nothing for a wrong argument, for no passages, and before the first call', async () => {
    await using reranker = remote();
    await expect(reranker.rerank('', texts)).rejects.toThrow(RangeError);
    await expect(reranker.rerank(query, [])).resolves.toMatchObject({ results: [] });
    expect(server.received).toEqual([]);
  });

  test('gives the best ranking so far when the budget is used up', async () => {
    server.play(undefined, () => undefined);
    await using reranker = remote({ batchSize: 2 });
    const { results, stats } = await reranker.rerank(query, texts, { budgetMs: 200 });
    expect(stats).toMatchObject({ complete: false, scored: 2 });
    expect(results.map(({ index }) => index)).toEqual([1, 0, 2, 3]);
    await vi.waitFor(() => expect(server.lost()).toBe(1));
  });

  test.each<[option: string, options: Partial<RemoteOptions>, error: Error]>([
    [
      'api',
      { api: 'grpc' as never },
      new RangeError('Expected `api` to be one of cohere, jina, tei, vllm, voyage, got `grpc`'),
    ],
    ['url', { url: 'file:///etc' }, new RangeError('Expected `url` to begin with http or https, got `file:///etc`')],
    [
      'url with a user',
      { url: 'https://user:word@server.example/' },
      new RangeError(
        'Expected `url` to have no user or password, which `fetch` does not accept; use `headers` instead',
      ),
    ],
    ['timeoutMs', { timeoutMs: 0 }, new RangeError('Expected `timeoutMs` to be a number from 1 up, got `0`')],
    ['retries', { retries: 1.5 }, new RangeError('Expected `retries` to be a number from 0 up, got `1.5`')],
    [
      'retryDelayMs',
      { retryDelayMs: -1 },
      new RangeError('Expected `retryDelayMs` to be a number from 0 up, got `-1`'),
    ],
    ['batchSize', { batchSize: NaN }, new RangeError('Expected `batchSize` to be a number from 1 up, got `NaN`')],
  ])('rejects an invalid %s', (_, options, error) => {
    expect(() => remote(options)).toThrow(error);
    expect(() => remote({ url: 'no address' })).toThrow(TypeError);
  });
});

describe('a remote reranker retries', () => {
  const cut: Misdeed = (response) => {
    response.writeHead(200, { 'Content-Type': 'application/json', 'Content-Length': '1000' });
    response.write('{"results": [', () => response.destroy());
  };

  test.each<[what: string, misdeed: Misdeed, loss: RegExp]>([
    ['a 500 with an HTML page', (response) => send(response, 500, '<html>Oops</html>'), /^It answered 500: <html>Oops/],
    ['a 503', (response) => send(response, 503, ''), /^It answered 503$/],
    ['a connection that breaks off', (response) => response.destroy(), /fetch failed/],
    ['an answer that is cut off', cut, /terminated/],
    ['a silence', () => undefined, /^It gave no answer within 100 ms$/],
    ['a 429', (response) => send(response, 429, 'slow down', { 'Retry-After': '0' }), /^It answered 429: slow down$/],
  ])('%s, and ranks', async (_, misdeed, loss) => {
    server.play(misdeed, misdeed);
    await using reranker = remote({ timeoutMs: 100 });
    const { results } = await reranker.rerank(query, texts);
    expect(results.map(({ index }) => index)).toEqual(best);
    expect(server.received).toHaveLength(3);
    expect(reranker.report).toMatchObject({ requests: 3, passagesSent: 12 });
    expect(reranker.report.losses).toEqual([expect.stringMatching(loss), expect.stringMatching(loss)]);
  });

  test('only the failed batch', async () => {
    server.play(undefined, (response) => send(response, 502, ''));
    await using reranker = remote({ batchSize: 2 });
    await reranker.rerank(query, texts);
    const asked = server.received.map(({ body }) => (body['documents'] as string[])[0]);
    expect(asked).toEqual([texts[0], texts[2], texts[2]]);
  });

  test.each(['1', () => new Date(Date.now() + 2000).toUTCString()])(
    'after the pause that the server asks for: %s',
    async (after) => {
      const value = typeof after === 'string' ? after : after();
      server.play((response) => send(response, 429, '', { 'Retry-After': value }));
      await using reranker = remote();
      const start = performance.now();
      await reranker.rerank(query, texts);
      expect(performance.now() - start).toBeGreaterThan(900);
    },
  );

  test('not when the server asks for too long a pause', async () => {
    server.play((response) => send(response, 429, '', { 'Retry-After': '3600' }));
    await using reranker = remote();
    await expect(reranker.rerank(query, texts)).rejects.toMatchObject({
      code: 'remote-unavailable',
      details: { attempts: 1, retryAfterMs: 3_600_000 },
    });
  });

  test('as often as `retries` allows, and then gives the last failure', async () => {
    const busy: Misdeed = (response) => send(response, 503, 'busy');
    server.play(busy, busy, busy);
    await using reranker = remote({ retries: 1 });
    await expect(reranker.rerank(query, texts)).rejects.toMatchObject({
      code: 'remote-unavailable',
      message: 'The server could not rank: It answered 503: busy (attempts: 2)',
      details: { attempts: 2 },
    });
    expect(server.received).toHaveLength(2);
  });

  test('when there is no server', async () => {
    const { url } = server;
    await server.close();
    await using reranker = remote({ url, retries: 1 });
    await expect(reranker.rerank(query, texts)).rejects.toMatchObject({
      code: 'remote-unavailable',
      message: expect.stringContaining('ECONNREFUSED') as string,
    });
  });
});

describe('a remote reranker does not retry when the server', () => {
  test.each([400, 401, 403, 404, 413, 422, 501])('rejects the request with %s', async (status) => {
    server.play((response) => send(response, status, 'a '.repeat(500)));
    await using reranker = remote();
    const failure = await reranker.rerank(query, texts).catch((error: unknown) => error);
    expect(failure).toMatchObject({ code: 'remote-refused', details: { status } });
    expect((failure as Error).message.length).toBeLessThan(300);
    expect(server.received).toHaveLength(1);
  });

  test.each([301, 302, 307, 308])('redirects with %s, because text goes only to the given address', async (status) => {
    const other = await startServer('jina');
    server.play((response) => send(response, status, '', { Location: other.url }));
    await using reranker = remote();
    await expect(reranker.rerank(query, texts)).rejects.toMatchObject({ code: 'remote-refused', details: { status } });
    expect(other.received).toEqual([]);
    await other.close();
  });

  const row = (index: unknown, score: unknown) => ({ index, relevance_score: score });
  const rows = (...list: unknown[]) => ({ results: [...list, row(1, 1), row(2, 1), row(3, 1)] });
  test.each<[what: string, body: unknown, message: string]>([
    ['a page', '<!doctype html><p>Welcome', 'with JSON, got `<!doctype html><p>Welcome`'],
    ['half a JSON text', '{"results": [{"index": 0, "rele', 'with JSON, got `{"results": [{"index": 0, "rele`'],
    ['nothing', '', 'with JSON, got ``'],
    ['null', 'null', 'with a list in `results`, got `undefined`'],
    ['another shape', { scores: [1, 2] }, 'with a list in `results`, got `undefined`'],
    ['an index too high', rows(row(4, 1)), 'with `index` from 0 to 3, got `4`'],
    ['an index below 0', rows(row(-1, 1)), 'with `index` from 0 to 3, got `-1`'],
    ['an index between', rows(row(0.5, 1)), 'with `index` from 0 to 3, got `0.5`'],
    ['an index in quotes', rows(row('0', 1)), 'with `index` from 0 to 3, got `"0"`'],
    ['no index', rows({ relevance_score: 1 }), 'with `index` from 0 to 3, got `undefined`'],
    ['an index twice', rows(row(1, 1)), 'with every passage once, got passage 1 twice'],
    ['a score that is null, as NaN is in JSON', rows(row(0, NaN)), 'with `relevance_score` to be a number, got `null`'],
    [
      'a score out of range',
      '{"results":[{"index":0,"relevance_score":1e999}]}',
      'with `relevance_score` to be a number, got `null`',
    ],
    ['a score in quotes', rows(row(0, '1')), 'with `relevance_score` to be a number, got `"1"`'],
    ['a row that is no object', rows(7), 'with `index` from 0 to 3, got `undefined`'],
    ['too few rows', rows(), 'with scores of 4 passages, got 3'],
  ])('responds with %s', async (_, body, message) => {
    server.play((response) => send(response, 200, body));
    await using reranker = remote();
    const failure = await reranker.rerank(query, texts).catch((error: unknown) => error);
    expect(isRerankError(failure, 'remote-invalid')).toBe(true);
    expect((failure as Error).message).toBe(`Expected the server to answer ${message}`);
    expect(server.received).toHaveLength(1);
  });
});

describe('a remote reranker ends', () => {
  const silence: Misdeed = () => undefined;

  test('with the reason of an abort during a request, which it aborts', async () => {
    server.play(silence);
    await using reranker = remote();
    const controller = new AbortController();
    const call = reranker.rerank(query, texts, { signal: controller.signal });
    await vi.waitFor(() => expect(server.received).toHaveLength(1));
    const reason = new Error('not now');
    controller.abort(reason);
    await expect(call).rejects.toBe(reason);
    await vi.waitFor(() => expect(server.lost()).toBe(1));
    expect(server.received).toHaveLength(1);
    expect(getEventListeners(controller.signal, 'abort')).toEqual([]);
  });

  test('with the reason of an abort during a pause, without another request', async () => {
    server.play((response) => send(response, 429, '', { 'Retry-After': '20' }));
    await using reranker = remote();
    const controller = new AbortController();
    const call = reranker.rerank(query, texts, { signal: controller.signal });
    await vi.waitFor(() => expect(reranker.report.losses).toHaveLength(1));
    controller.abort();
    await expect(call).rejects.toMatchObject({ name: 'AbortError' });
    expect(server.received).toHaveLength(1);
  });

  test('before it sends anything when it is already aborted', async () => {
    await using reranker = remote();
    await expect(reranker.rerank(query, texts, { signal: AbortSignal.abort() })).rejects.toMatchObject({
      name: 'AbortError',
    });
    expect(server.received).toEqual([]);
  });

  test('when a stream is left', async () => {
    server.play(undefined, silence);
    await using reranker = remote({ batchSize: 2 });
    for await (const event of reranker.stream(query, texts)) if (event.kind === 'ranking') break;
    await vi.waitFor(() => expect(server.lost()).toBe(server.received.length - 1));
  });

  test('when superseded, and when disposed', async () => {
    server.play(silence, silence);
    const reranker = remote();
    const older = reranker.rerank(query, texts, { supersede: true });
    const newer = reranker.rerank(query, texts, { supersede: true });
    await expect(older).rejects.toMatchObject({ code: 'superseded' });
    await vi.waitFor(() => expect(server.received.length).toBeGreaterThan(0));
    const disposed = expect(newer).rejects.toMatchObject({ code: 'disposed' });
    await reranker.dispose();
    await disposed;
    await expect(reranker.rerank(query, texts)).rejects.toMatchObject({ code: 'disposed' });
  });
});
