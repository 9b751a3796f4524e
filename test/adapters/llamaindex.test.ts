import { RetrieverQueryEngine } from '@llamaindex/core/query-engine';
import type { BaseNodePostprocessor } from '@llamaindex/core/postprocessor';
import { BaseRetriever } from '@llamaindex/core/retriever';
import { getResponseSynthesizer } from '@llamaindex/core/response-synthesizers';
import { MockLLM } from '@llamaindex/core/llms/mock';
import { TextNode } from '@llamaindex/core/schema';
import type { NodeWithScore } from '@llamaindex/core/schema';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { nodePostprocessor } from '../../src/adapters/llamaindex';
import type { PostprocessorOptions } from '../../src/adapters/llamaindex';
import type { Reranker } from '../../src/index';
import { createFakeReranker } from '../../src/test';
import { best, endless, query, texts } from './texts';

class ListRetriever extends BaseRetriever {
  // eslint-disable-next-line @typescript-eslint/no-useless-constructor -- it makes a protected constructor public
  constructor() {
    super();
  }

  override _retrieve(): Promise<NodeWithScore[]> {
    return Promise.resolve(nodes());
  }
}

const nodes = (): NodeWithScore[] =>
  texts.map((text, at) => ({ node: new TextNode({ text, id_: `n${at}`, metadata: { at } }), score: 10 - at }));

function engine(postprocessor: BaseNodePostprocessor): RetrieverQueryEngine {
  const synthesizer = getResponseSynthesizer('compact', { llm: new MockLLM() });
  return new RetrieverQueryEngine(new ListRetriever(), synthesizer, [postprocessor]);
}

let reranker: Reranker;
beforeEach(async () => {
  reranker = await createFakeReranker();
});
afterEach(() => reranker.dispose());

describe('nodePostprocessor()', () => {
  test('reranks what a query engine retrieves', async () => {
    const found = await engine(nodePostprocessor(reranker, { topN: 2 })).retrieve(query);
    expect(found.map(({ node }) => node.id_)).toEqual(['n2', 'n1']);
  });

  test('reads the texts of a query in parts', async () => {
    const parts = [
      { type: 'text' as const, text: 'broken' },
      { type: 'image_url' as const, image_url: { url: 'data:,' } },
      { type: 'text' as const, text: 'clocks' },
    ];
    const found = await engine(nodePostprocessor(reranker)).retrieve({ query: parts });
    expect(found.map(({ node }) => node.id_)).toEqual(best.map((at) => `n${at}`));
  });

  test('returns copies with the model’s scores, and does not change its input', async () => {
    const { results } = await reranker.rerank(query, texts);
    const input = nodes().map((scored) => Object.freeze(scored));
    const found = await nodePostprocessor(reranker, { metadataMode: 'NONE' }).postprocessNodes(input, query);
    expect(found.map(({ score }) => score)).toEqual(results.map(({ score }) => score));
    expect(found[0]!.node).toBe(input[2]!.node);
    expect(input.map(({ score }) => score)).toEqual([10, 9, 8, 7]);
  });

  test.each<[mode: PostprocessorOptions['metadataMode'], read: boolean]>([
    ['ALL', true],
    ['EMBED', false],
    [undefined, false],
    ['LLM', true],
    ['NONE', false],
  ])('with metadataMode %s reads metadata that is excluded from embedding: %s', async (metadataMode, read) => {
    const node = new TextNode({
      text: 'x',
      metadata: { topic: 'clocks' },
      excludedEmbedMetadataKeys: ['topic'],
    });
    const rank = vi.spyOn(reranker, 'rerank');
    await nodePostprocessor(reranker, metadataMode ? { metadataMode } : {}).postprocessNodes([{ node }], query);
    expect((rank.mock.calls[0]![1][0] as string).includes('clocks')).toBe(read);
  });

  test('keeps order and scores when the query is too long, and calls onKept', async () => {
    const onKept = vi.fn();
    const kept = await nodePostprocessor(reranker, { topN: 2, onKept }).postprocessNodes(nodes(), endless);
    expect(kept.map(({ node, score }) => [node.id_, score])).toEqual([
      ['n0', 10],
      ['n1', 9],
    ]);
    expect(onKept).toHaveBeenCalledExactlyOnceWith(expect.objectContaining({ code: 'query-too-long' }));
  });

  test('throws a TypeError without a query', async () => {
    await expect(nodePostprocessor(reranker).postprocessNodes(nodes())).rejects.toThrow(
      new TypeError('Expected `query` to be a text to rank the nodes by, got `undefined`'),
    );
  });

  test('rejects with the reason of an abort', async () => {
    const reason = new Error('not now');
    const aborted = nodePostprocessor(reranker, { signal: AbortSignal.abort(reason) });
    await expect(aborted.postprocessNodes(nodes(), query)).rejects.toBe(reason);
  });
});
