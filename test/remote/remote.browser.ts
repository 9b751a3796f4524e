import { describe, expect, test } from 'vitest';
import { createHybridReranker, createRemoteReranker } from '../../src/remote';
import { createTiny, sentences } from '../browser/harness';

const passages = sentences(8);
const query = 'the baker wakes early';

/** The test page's own server cannot rank and responds with a 404. */
const remote = () => createRemoteReranker({ url: '/rerank', api: 'tei' });

describe('createRemoteReranker() in a page', () => {
  test('uses a relative address and the page’s own fetch, and quotes the response of the server', async () => {
    await using reranker = remote();
    await expect(reranker.rerank(query, passages)).rejects.toMatchObject({
      code: 'remote-refused',
      details: { status: 404 },
    });
    expect(reranker.report).toMatchObject({ url: `${location.origin}/rerank`, textLeavesDevice: true, requests: 1 });
  });
});

describe('createHybridReranker() in a page', () => {
  test('ranks with the worker when the server fails', async () => {
    const local = await createTiny();
    await using reranker = createHybridReranker({ local, remote: remote(), allow: () => true, slowerThanMs: 0 });
    const { results } = await reranker.rerank(query, passages);
    expect(results).toEqual((await local.rerank(query, passages)).results);
    expect(reranker.report.textLeftDevice).toBe(true);
  });
});
