/** @file `rankside/minisearch`: a MiniSearch index and a reranker as one search. Typed by shape, so that nothing is imported. */
import { createHitReranker } from './shared/search-and-rerank';
import type { SearchAnswer, SearchCall, SearchSetup } from './shared/search-and-rerank';
import type { RankerSource } from './shared/source';

export type { RankerSource, SearchAnswer, SearchCall, SearchSetup };

/** What is needed of a `MiniSearch`. */
export type MiniSearchLike<H, O> = { search(query: string, options?: O): H[] };

/**
 * A search over `index` whose best hits are reranked. MiniSearch gives back stored fields alone: store what `passage` reads.
 *
 * @throws RangeError for a bad `depth`
 */
export function rerankedSearch<H extends { readonly score: number }, O>(
  index: MiniSearchLike<H, O>,
  setup: SearchSetup<H>,
): (query: string, call?: SearchCall & { readonly search?: O }) => Promise<SearchAnswer<H>> {
  const rerankHits = createHitReranker(setup);
  return async (query, { search, ...call } = {}) => rerankHits(query, index.search(query, search), call);
}
