import { Document } from '@langchain/core/documents';
import type { DocumentInterface } from '@langchain/core/documents';
import { BaseRetriever } from '@langchain/core/retrievers';
import { BaseDocumentCompressor } from '@langchain/core/retrievers/document_compressors';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { documentCompressor } from '../../src/adapters/langchain';
import type { Reranker } from '../../src/index';
import { createFakeReranker } from '../../src/test';
import { best, deepFreeze, endless, query, texts } from './texts';

type Compressor = Pick<BaseDocumentCompressor, 'compressDocuments'>;

/** Calls a compressor as `ContextualCompressionRetriever` does. */
class CompressingRetriever extends BaseRetriever {
  override lc_namespace = ['rankside', 'test'];
  readonly #compressor: Compressor;

  constructor(compressor: Compressor) {
    super();
    this.#compressor = compressor;
  }

  override _getRelevantDocuments(asked: string): Promise<DocumentInterface[]> {
    return this.#compressor.compressDocuments(documents(), asked);
  }
}

const documents = () => texts.map((pageContent, at) => new Document({ pageContent, metadata: { at }, id: `d${at}` }));

let reranker: Reranker;
beforeEach(async () => {
  reranker = await createFakeReranker();
});
afterEach(() => reranker.dispose());

describe('documentCompressor()', () => {
  test('is recognized by LangChain as a compressor, and works in a retriever', async () => {
    const compressor = documentCompressor(reranker, { topN: 2 });
    expect(BaseDocumentCompressor.isBaseDocumentCompressor(compressor)).toBe(true);
    const found = await new CompressingRetriever(compressor).invoke(query);
    expect(found.map((document) => document.id)).toEqual(['d2', 'd1']);
  });

  test('returns copies of the same class, with the score in metadata.relevanceScore', async () => {
    const { results } = await reranker.rerank(query, texts);
    const ranked = await documentCompressor(reranker).compressDocuments(documents(), query);
    expect(ranked.map((document) => document.metadata)).toEqual(
      best.map((at, place) => ({ at, relevanceScore: results[place]!.score })),
    );
    for (const document of ranked) expect(document).toBeInstanceOf(Document);
  });

  test('does not change its input, which may be deep-frozen', async () => {
    const frozen = documents().map(deepFreeze);
    await documentCompressor(reranker).compressDocuments(frozen, query);
    expect(frozen).toEqual(documents());
  });

  test('keeps the documents without scores when the query is too long, and calls onKept', async () => {
    const onKept = vi.fn();
    const kept = await documentCompressor(reranker, { topN: 3, onKept }).compressDocuments(documents(), endless);
    expect(kept).toEqual(documents().slice(0, 3));
    expect(onKept).toHaveBeenCalledExactlyOnceWith(expect.objectContaining({ code: 'query-too-long' }));
  });

  test('warns on the console by default when the query is too long', async () => {
    const warn = vi.spyOn(console, 'warn').mockReturnValue();
    await documentCompressor(reranker).compressDocuments(documents(), endless);
    expect(warn.mock.calls).toEqual([[expect.stringContaining('rankside kept the order of the documents: ')]]);
    warn.mockRestore();
  });

  test('rejects with the reason of an abort, and with other errors', async () => {
    const reason = new Error('not now');
    const aborted = documentCompressor(reranker, { signal: AbortSignal.abort(reason) });
    await expect(aborted.compressDocuments(documents(), query)).rejects.toBe(reason);
    await reranker.dispose();
    await expect(documentCompressor(reranker).compressDocuments(documents(), query)).rejects.toMatchObject({
      code: 'disposed',
    });
  });

  test('returns no documents for no documents', async () => {
    await expect(documentCompressor(reranker).compressDocuments([], query)).resolves.toEqual([]);
  });
});
