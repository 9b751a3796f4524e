/**
 * @file `rankside/langchain`: a document compressor for LangChain.js, as `ContextualCompressionRetriever` and others take it.
 *
 * Typed by shape, so that nothing is imported. Spec: BaseDocumentCompressor of `@langchain/core`, which is told by its one method.
 */
import type { RerankError } from '../core/errors';
import { rankOrKeep, warnOnConsole } from './shared/rank-or-keep';
import { callOptions, toRankerGetter } from './shared/source';
import type { FixedOptions, RankerSource } from './shared/source';

export type { RankerSource };

/** What is needed of a LangChain document. */
export type DocumentLike = { readonly pageContent: string; readonly metadata: Record<string, unknown> };

export type CompressorOptions = FixedOptions & {
  /** How many documents to keep. Default: all. */
  readonly topN?: number;
  /** Aborts every call: LangChain hands its compressors no signal. */
  readonly signal?: AbortSignal;
  /** Hears that a query was too long, so that the order stayed as it was. Default: a warning on the console. */
  readonly onKept?: (error: RerankError) => void;
};

export type DocumentCompressor = {
  /**
   * Copies of the documents, best first, each with its score in `metadata.relevanceScore`. What came in is not changed.
   *
   * @throws what `rerank` throws, but for `query-too-long`: then the order stays, and no score is written
   */
  compressDocuments<D extends DocumentLike>(documents: D[], query: string, callbacks?: unknown): Promise<D[]>;
};

export function documentCompressor(
  reranker: RankerSource,
  { topN, signal, onKept = warnOnConsole, ...fixed }: CompressorOptions = {},
): DocumentCompressor {
  const ranker = toRankerGetter(reranker);
  return {
    async compressDocuments(documents, query) {
      const passages = documents.map((document) => document.pageContent);
      const options = callOptions(fixed, topN, signal);
      const { results, kept } = await rankOrKeep(await ranker(), query, passages, options);
      if (kept) onKept(kept);
      return results.map(({ index, score, scoredBy }) =>
        copy(documents[index]!, scoredBy === 'none' ? undefined : score),
      );
    },
  };
}

/** Of the same class, since LangChain asks for `Document`s. */
function copy<D extends DocumentLike>(document: D, score: number | undefined): D {
  const metadata = score === undefined ? { ...document.metadata } : { ...document.metadata, relevanceScore: score };
  const empty = Object.create(Object.getPrototypeOf(document) as object | null) as D;
  return Object.assign(empty, document, { metadata });
}
