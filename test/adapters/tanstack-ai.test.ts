import { rerank } from '@tanstack/ai';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { ranksideRerank } from '../../src/adapters/tanstack-ai';
import type { Reranker } from '../../src/index';
import { createFakeReranker } from '../../src/test';
import { best, deepFreeze, endless, query, texts } from './texts';

const documents = [...texts];

let reranker: Reranker;
beforeEach(async () => {
  reranker = await createFakeReranker();
});
afterEach(() => reranker.dispose());

describe('ranksideRerank(), in rerank() of TanStack AI', () => {
  test('ranks best first, with the scores of the reranker', async () => {
    const { results } = await reranker.rerank(query, documents);
    const answer = await rerank({ adapter: ranksideRerank(reranker), query, documents });
    expect(answer.ranking.map((row) => row.index)).toEqual(best);
    expect(answer.ranking.map((row) => row.score)).toEqual(results.map((row) => row.score));
    expect(answer.rerankedDocuments).toEqual(best.map((at) => texts[at]));
    expect(answer).toMatchObject({ model: 'local', usage: { totalTokens: 0 } });
  });

  test('returns objects unchanged, and cuts to topN', async () => {
    const objects = deepFreeze(texts.map((title, id) => ({ id, title })));
    const { rerankedDocuments } = await rerank({
      adapter: ranksideRerank(reranker),
      query,
      documents: [...objects],
      topN: 1,
    });
    expect(rerankedDocuments).toEqual([objects[2]]);
    expect(rerankedDocuments[0]).toBe(objects[2]);
  });

  test('accepts options of one call as modelOptions', async () => {
    const { results } = await reranker.rerank(query, documents);
    const adapter = ranksideRerank(reranker, { model: 'base', minScore: results[2]!.score! });
    const modelOptions = { minScore: results[0]!.score! };
    expect((await rerank({ adapter, query, documents })).ranking).toHaveLength(3);
    expect((await rerank({ adapter, query, documents, modelOptions })).ranking).toHaveLength(1);
  });

  test('reports an abort to middleware as an abort', async () => {
    const onAbort = vi.fn();
    const onError = vi.fn();
    const call = rerank({
      adapter: ranksideRerank(reranker),
      query,
      documents,
      debug: false,
      abortSignal: AbortSignal.abort(),
      middleware: [{ name: 'watch', onAbort, onError }],
    });
    await expect(call).rejects.toMatchObject({ name: 'AbortError' });
    expect(onAbort).toHaveBeenCalledTimes(1);
    expect(onError).not.toHaveBeenCalled();
  });

  test('rejects with the reranker’s own error, and logs it', async () => {
    const error = vi.fn();
    const logger = { debug: vi.fn(), info: vi.fn(), warn: vi.fn(), error };
    const call = rerank({ adapter: ranksideRerank(reranker), query: endless, documents, debug: { logger } });
    await expect(call).rejects.toMatchObject({ code: 'query-too-long' });
    expect(error.mock.calls.flat().join('\n')).toContain('rankside rerank failed');
  });

  test('gives every result an id of its own', async () => {
    const adapter = ranksideRerank(reranker);
    const [first, second] = [await rerank({ adapter, query, documents }), await rerank({ adapter, query, documents })];
    expect(first.id).not.toBe(second.id);
  });
});
