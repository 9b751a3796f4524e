import { createCohere } from '@ai-sdk/cohere';
import { rerank } from 'ai-v6';
import { VoyageAIClient } from 'voyageai';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { createRerankFetch } from '../../src/adapters/fetch';
import type { RerankFetchOptions } from '../../src/adapters/fetch';
import { RerankError } from '../../src/index';
import type { Ranked, Reranker } from '../../src/index';
import { createFakeReranker } from '../../src/test';
import { gateAt, numbered, settle } from '../client/gate';
import { best, endless, query, texts } from './texts';

const documents = [...texts];

let reranker: Reranker;
let results: readonly Ranked[];
const network = vi.fn<typeof fetch>();
beforeEach(async () => {
  reranker = await createFakeReranker();
  ({ results } = await reranker.rerank(query, texts));
  network.mockReset().mockImplementation(() => Promise.resolve(new Response('from the network')));
});
afterEach(() => reranker.dispose());

const local = (options: RerankFetchOptions = {}) => createRerankFetch(reranker, { fetch: network, ...options });

/** Posts a request as a client does, and returns the response. */
async function post(
  url: string,
  body: unknown,
  options: RerankFetchOptions = {},
): Promise<{ status: number; body: unknown }> {
  const response = await local(options)(url, {
    method: 'POST',
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });
  expect(response.headers.get('Content-Type')).toBe('application/json');
  expect(network).not.toHaveBeenCalled();
  return { status: response.status, body: await response.json() };
}

describe('createRerankFetch() under real clients', () => {
  test('responds to the Cohere provider of the AI SDK', async () => {
    const cohere = createCohere({ apiKey: 'none', fetch: local() });
    const { ranking } = await rerank({ model: cohere.reranking('rerank-v3.5'), query, documents, topN: 3 });
    expect(ranking.map((row) => row.originalIndex)).toEqual(best.slice(0, 3));
    expect(ranking[0]!.score).toBe(results[0]!.score);
    expect(network).not.toHaveBeenCalled();
  });

  test('rejects the Cohere provider’s request so that it does not retry', async () => {
    const asked = vi.fn(local());
    const cohere = createCohere({ apiKey: 'none', fetch: asked });
    const call = rerank({ model: cohere.reranking('rerank-v3.5'), query: endless, documents });
    await expect(call).rejects.toMatchObject({ statusCode: 400, isRetryable: false, message: /query/ });
    expect(asked).toHaveBeenCalledTimes(1);
  });

  test('responds to Voyage’s client', async () => {
    const voyage = new VoyageAIClient({ apiKey: 'none', fetch: local() });
    const answer = await voyage.rerank({ query, documents, model: 'rerank-2.5', topK: 2, returnDocuments: true });
    expect(answer.data).toMatchObject([
      { index: 2, relevanceScore: results[0]!.score, document: texts[2] },
      { index: 1, relevanceScore: results[1]!.score, document: texts[1] },
    ]);
    expect(answer.data).toHaveLength(2);
    expect(network).not.toHaveBeenCalled();
  });

  test('rejects the request of Voyage’s client so that it does not retry', async () => {
    const asked = vi.fn(local());
    const voyage = new VoyageAIClient({ apiKey: 'none', fetch: asked });
    await expect(voyage.rerank({ query: endless, documents, model: 'rerank-2.5' })).rejects.toMatchObject({
      statusCode: 400,
    });
    expect(asked).toHaveBeenCalledTimes(1);
  });
});

describe('createRerankFetch() imitates', () => {
  const scored = () => results.map(({ index, score }) => ({ index, relevance_score: score }));

  test('Cohere’s version 2', async () => {
    const { status, body } = await post('https://api.cohere.com/v2/rerank', { model: 'rerank-v3.5', query, documents });
    expect(status).toBe(200);
    expect(body).toEqual({
      id: expect.any(String) as string,
      results: scored(),
      meta: { api_version: { version: '2' }, billed_units: { search_units: 0 } },
    });
  });

  test('Jina, with documents by default', async () => {
    const url = 'https://api.jina.ai/v1/rerank';
    const ask = { model: 'jina-reranker-v3', query, documents: documents.map((text) => ({ text })), top_n: 1 };
    expect((await post(url, ask)).body).toEqual({
      id: expect.any(String) as string,
      model: 'jina-reranker-v3',
      usage: { prompt_tokens: 0, completion_tokens: 0, total_tokens: 0 },
      results: [{ ...scored()[0], document: { text: texts[2] } }],
    });
    expect((await post(url, { ...ask, return_documents: false })).body).toMatchObject({ results: [scored()[0]] });
  });

  test('TEI, with raw scores and texts on request', async () => {
    const url = 'http://localhost:8080/rerank';
    expect((await post(url, { query, texts })).body).toEqual(results.map(({ index, score }) => ({ index, score })));
    expect((await post(url, { query, texts, raw_scores: true, return_text: true })).body).toEqual(
      results.map(({ index, logit }) => ({ index, score: logit, text: texts[index] })),
    );
  });

  test('Voyage, detected by its host or by top_k', async () => {
    const whole = { object: 'list', data: scored(), model: 'rerank-2.5', usage: { total_tokens: 0 } };
    const ask = { model: 'rerank-2.5', query, documents };
    expect((await post('https://api.voyageai.com/v1/rerank', ask)).body).toEqual(whole);
    expect((await post('https://proxy.example/v1/rerank', { ...ask, top_k: 1 })).body).toEqual({
      ...whole,
      data: [scored()[0]],
    });
  });

  test.each(['/rerank', '/v1/rerank', '/reranking', '/v1/reranking/'])('vLLM and llama.cpp at %s', async (path) => {
    const { body } = await post(`http://localhost:8000${path}`, { query, documents, top_n: 2 });
    expect(body).toMatchObject({ model: 'local', results: scored().slice(0, 2) });
  });

  test.each(['https://api.cohere.com/v2/rerank', 'https://api.jina.ai/v1/rerank'])(
    '%s on a page over plain HTTP, which has no crypto.randomUUID',
    async (url) => {
      const { crypto } = globalThis;
      const getRandomValues = (array: Uint32Array<ArrayBuffer>) => crypto.getRandomValues(array);
      vi.stubGlobal('crypto', { getRandomValues });
      try {
        const { status, body } = await post(url, { query, documents });
        expect([status, (body as { readonly id: string }).id]).toEqual([200, expect.stringMatching(/^[\da-f]{32}$/)]);
      } finally {
        vi.unstubAllGlobals();
      }
    },
  );

  test('the interface of the option `api`, whatever the request looks like', async () => {
    const { body } = await post('https://api.cohere.com/v2/rerank', { query, documents }, { api: 'voyage' });
    expect(body).toMatchObject({ object: 'list', data: scored() });
  });
});

describe('createRerankFetch() rejects', () => {
  test.each<[api: RerankFetchOptions['api'], status: number, body: object]>([
    ['cohere', 400, { message: 'Expected `documents` to be an array' }],
    ['jina', 422, { detail: 'Expected `documents` to be an array' }],
    ['vllm', 400, { error: { message: 'Expected `documents` to be an array', type: 'BadRequestError', code: 400 } }],
    ['voyage', 400, { detail: 'Expected `documents` to be an array' }],
    ['tei', 422, { error: 'Expected `texts` to be an array', error_type: 'Validation' }],
  ])('a body without documents as %s does', async (api, status, body) => {
    expect(await post('https://a.example/rerank', { query }, { api: api! })).toEqual({ status, body });
  });

  test.each<[what: string, body: unknown, message: string]>([
    ['no query', { documents }, 'Expected `query` to be a string, got `undefined`'],
    [
      'a document that is a number',
      { query, documents: [1] },
      'Expected `documents[0]` to be a string or an object with `text`',
    ],
    ['top_n of 0', { query, documents, top_n: 0 }, 'Expected `topN` to be a positive integer, got `0`'],
    ['no JSON', '{"query"', 'JSON'],
    ['a list', 'null', 'Expected the request body to be a JSON object'],
  ])('%s', async (_, body, message) => {
    const answer = await post('https://a.example/v2/rerank', body);
    expect(answer).toMatchObject({ status: 400, body: { message: expect.stringContaining(message) as string } });
  });

  test('permanent failures with 4xx and the code, transient ones with 503', async () => {
    const url = 'https://a.example/v2/rerank';
    expect(await post(url, { query: endless, documents })).toMatchObject({
      status: 400,
      body: { code: 'query-too-long' },
    });
    vi.spyOn(reranker, 'rerank').mockRejectedValueOnce(new RerankError('worker-lost', 'gone'));
    expect(await post(url, { query, documents })).toEqual({
      status: 503,
      body: { message: 'gone', code: 'worker-lost' },
    });
  });

  test.each([new TypeError('bug'), new RangeError('bug'), new Error('bug'), new RerankError('internal', 'bug')])(
    'no request because of a fault inside: it answers %s with 500',
    async (bug) => {
      vi.spyOn(reranker, 'rerank').mockRejectedValueOnce(bug);
      const body = { query, documents };
      expect(await post('https://a.example/v2/rerank', body)).toMatchObject({ status: 500, body: { message: 'bug' } });
    },
  );

  test('no request because the reranker cannot be created: it answers with 500', async () => {
    const broken = createRerankFetch(() => Promise.reject(new TypeError('no worker')), { fetch: network });
    const body = JSON.stringify({ query, documents });
    const response = await broken('https://a.example/v2/rerank', { method: 'POST', body });
    expect([response.status, await response.json()]).toEqual([500, { message: 'no worker' }]);
  });
});

describe('createRerankFetch() forwards', () => {
  test.each<[what: string, input: string, init: RequestInit]>([
    ['another path', 'https://api.cohere.com/v2/embed', { method: 'POST', body: '{}' }],
    ['a path that only begins so', 'https://a.example/rerankings', { method: 'POST', body: '{}' }],
    ['a GET', 'https://a.example/rerank', {}],
  ])('%s unchanged', async (_, input, init) => {
    const response = await local()(input, init);
    expect(await response.text()).toBe('from the network');
    expect(network).toHaveBeenCalledExactlyOnceWith(input, init);
  });

  test('a Request with an unread body', async () => {
    const request = new Request('https://a.example/other', { method: 'POST', body: 'text' });
    await local()(request);
    expect(request.bodyUsed).toBe(false);
    expect(network).toHaveBeenCalledExactlyOnceWith(request, undefined);
  });

  test('what `match` does not want', async () => {
    const match = (url: URL) => url.hostname === 'api.jina.ai';
    await local({ match })('https://api.cohere.com/v2/rerank', { method: 'POST', body: '{}' });
    expect(network).toHaveBeenCalledTimes(1);
  });

  test('to the current global fetch by default', async () => {
    vi.stubGlobal('fetch', network);
    await createRerankFetch(reranker)('https://a.example/other');
    expect(network).toHaveBeenCalledTimes(1);
    vi.unstubAllGlobals();
  });
});

describe('createRerankFetch() accepts', () => {
  test('a Request, and a URL with a body in bytes', async () => {
    const body = JSON.stringify({ query, documents });
    const url = 'https://a.example/v2/rerank';
    const answers = [
      await local()(new Request(url, { method: 'post', body })),
      await local()(new URL(url), { method: 'POST', body: new TextEncoder().encode(body) }),
    ];
    for (const answer of answers) expect(await answer.json()).toMatchObject({ results: [{ index: 2 }, {}, {}, {}] });
  });

  test('an abort before and during the call, and rejects with its reason', async () => {
    const gate = gateAt(2);
    await using slow = await createFakeReranker({ beforeRow: gate.beforeRow });
    const body = JSON.stringify({ query, documents: numbered(40) });
    const controller = new AbortController();
    const call = createRerankFetch(slow)('https://a.example/rerank', {
      method: 'POST',
      body,
      signal: controller.signal,
    });
    await gate.reached;
    controller.abort(new Error('not now'));
    await expect(call).rejects.toThrow('not now');
    await settle();
    gate.open();
    await settle();
    expect(gate.rows.length).toBeLessThan(20);
    const { signal } = controller;
    await expect(local()('https://a.example/rerank', { method: 'POST', body, signal })).rejects.toThrow('not now');
  });
});
