import { rerank as rerankV6 } from 'ai-v6';
import { rerank as rerankV7 } from 'ai-v7';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { rerankingModel } from '../../src/adapters/ai-sdk';
import type { Reranker } from '../../src/index';
import { createFakeReranker } from '../../src/test';
import { gateAt, numbered, settle } from '../client/gate';
import { best, deepFreeze, endless, query, texts } from './texts';

const documents = [...texts];

let reranker: Reranker;
const hearWarnings = vi.fn();
beforeEach(async () => {
  reranker = await createFakeReranker();
  vi.stubGlobal('AI_SDK_LOG_WARNINGS', hearWarnings);
});
afterEach(() => {
  vi.unstubAllGlobals();
  hearWarnings.mockReset();
  return reranker.dispose();
});

describe.each([
  ['ai 6, V3', (options: object) => rerankV6({ model: rerankingModel(reranker), query, documents, ...options })],
  ['ai 7, V3', (options: object) => rerankV7({ model: rerankingModel(reranker), query, documents, ...options })],
  [
    'ai 7, V4',
    (options: object) =>
      rerankV7({ model: rerankingModel(reranker, { specificationVersion: 'v4' }), query, documents, ...options }),
  ],
])('rerank() of %s', (_, rerank) => {
  test('ranks texts best first, with the scores of the reranker', async () => {
    const { results } = await reranker.rerank(query, documents);
    const answer = await rerank({});
    expect(answer.ranking.map((row) => row.originalIndex)).toEqual(best);
    expect(answer.ranking.map((row) => row.score)).toEqual(results.map((row) => row.score));
    expect(answer.rerankedDocuments).toEqual(best.map((at) => texts[at]));
    expect(answer.response.modelId).toBe('fake/late-interaction');
  });

  test('cuts to topN', async () => {
    expect((await rerank({ topN: 2 })).ranking.map((row) => row.originalIndex)).toEqual(best.slice(0, 2));
  });

  test('ranks objects by their JSON, changes none, and warns', async () => {
    const objects = deepFreeze(texts.map((title, id) => ({ id, title })));
    const answer = await rerank({ documents: objects });
    expect(answer.rerankedDocuments[0]).toBe(objects[2]);
    expect(hearWarnings).toHaveBeenCalledExactlyOnceWith({
      warnings: [
        { type: 'compatibility', feature: 'object documents', details: 'Objects are ranked by their JSON text' },
      ],
      provider: 'rankside',
      model: 'local',
    });
  });

  test('rejects with the reason of an abort', async () => {
    const reason = new Error('not now');
    await expect(rerank({ abortSignal: AbortSignal.abort(reason) })).rejects.toBe(reason);
  });

  test('does not retry a permanent failure', async () => {
    const calls = vi.spyOn(reranker, 'rerank');
    await expect(rerank({ query: endless })).rejects.toMatchObject({ code: 'query-too-long' });
    await expect(rerank({ topN: -1 })).rejects.toThrow(
      new RangeError('Expected `topN` to be a positive integer, got `-1`'),
    );
    expect(calls).toHaveBeenCalledTimes(2);
  });
});

describe('rerankingModel()', () => {
  test('has the given modelId', () => {
    const model = rerankingModel(reranker, { modelId: 'base', specificationVersion: 'v4' });
    expect(model).toMatchObject({ provider: 'rankside', modelId: 'base', specificationVersion: 'v4' });
  });

  test('stops the model when the current call is aborted', async () => {
    const gate = gateAt(2);
    await using slow = await createFakeReranker({ beforeRow: gate.beforeRow });
    const controller = new AbortController();
    const call = rerankV7({
      model: rerankingModel(slow),
      query,
      documents: numbered(40),
      abortSignal: controller.signal,
    });
    await gate.reached;
    controller.abort();
    await expect(call).rejects.toMatchObject({ name: 'AbortError' });
    await settle();
    gate.open();
    await settle();
    expect(gate.rows.length).toBeLessThan(20);
  });

  test('passes fixed options on, such as minScore', async () => {
    const { results } = await reranker.rerank(query, documents);
    const model = rerankingModel(reranker, { minScore: results[1]!.score! });
    expect((await rerankV7({ model, query, documents })).ranking).toHaveLength(2);
  });

  test('warns about documents that were read only in part', async () => {
    await using short = await createFakeReranker({ passageLimit: 2 });
    const { warnings } = await rerankingModel(short).doRerank({
      query,
      documents: { type: 'text', values: documents },
    });
    expect(warnings).toEqual([{ type: 'other', message: '3 documents were too long and were read only in part' }]);
  });
});
