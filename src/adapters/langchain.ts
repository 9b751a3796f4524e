/**
 * @file `rankside/langchain`: a document compressor for LangChain.js, for use in `ContextualCompressionRetriever` and
 * others.
 *
 * It is typed structurally, so that nothing is imported. Specification: BaseDocumentCompressor of `@langchain/core`,
 * which LangChain recognizes by its only method.
 */
import type { RerankError } from '../core/errors';
import { rankOrKeep, warnOnConsole } from './shared/rank-or-keep';
import { callOptions, toRankerGetter } from './shared/source';
import type { FixedOptions, RankerSource } from './shared/source';

export type { RankerSource };

/** The fields of a LangChain document that are used. */
export type DocumentLike = { readonly pageContent: string; readonly metadata: Record<string, unknown> };

/** Options of `documentCompressor`; options of `rerank` among them apply to every call. */
export type CompressorOptions = FixedOptions & {
  /** How many documents to keep. Default: all. */
  readonly topN?: number;
  /** Aborts every call. LangChain passes no signal to compressors. */
  readonly signal?: AbortSignal;
  /** Called when a query was too long and the documents kept their order. Default: a warning on the console. */
  readonly onKept?: (error: RerankError) => void;
};

/** A document compressor as LangChain expects it. */
export type DocumentCompressor = {
  /**
   * Returns copies of the documents, best first, each with its score in `metadata.relevanceScore`. The input is not
   * changed.
   *
   * @throws what `rerank` throws, except `query-too-long`: in that case the documents keep their order and get no score
   */
  compressDocuments<D extends DocumentLike>(documents: D[], query: string, callbacks?: unknown): Promise<D[]>;
};

/** Creates a document compressor that ranks documents by their `pageContent`. */
export function documentCompressor(
  reranker: RankerSource,
  { topN, signal, onKept = warnOnConsole, ...fixed }: CompressorOptions = {},
): DocumentCompressor {
  const ranker = toRankerGetter(reranker);
  return {
    async compressDocuments(documents, query) {
      const passages = documents.map((document) => document.pageContent);
      const options = callOptions(fixed, topN, signal);
      const { results, kept } = await rankOrKeep(ranker, query, passages, options);
      if (kept) onKept(kept);
      return results.map(({ index, score }) => copy(documents[index]!, score));
    },
  };
}

/** Copies a document and its class, because LangChain requires instances of `Document`. */
function copy<D extends DocumentLike>(document: D, score: number | undefined): D {
  const metadata = score === undefined ? { ...document.metadata } : { ...document.metadata, relevanceScore: score };
  const empty = Object.create(Object.getPrototypeOf(document) as object | null) as D;
  return Object.assign(empty, document, { metadata });
}
