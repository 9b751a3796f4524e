/**
 * @file `rankside/minisearch`: a search over a MiniSearch index whose hits are reranked. It is typed structurally, so
 * that nothing is imported.
 */
import { createHitReranker } from './shared/search-and-rerank';
import type { SearchAnswer, SearchCall, SearchSetup } from './shared/search-and-rerank';
import type { RankerSource } from './shared/source';

export type { RankerSource, SearchAnswer, SearchCall, SearchSetup };

/** The method of a `MiniSearch` that is used. */
export type MiniSearchLike<H, O> = { search(query: string, options?: O): H[] };

/**
 * Creates a search over `index` whose best hits are reranked. MiniSearch returns only stored fields, so the fields that
 * `passage` reads have to be in `storeFields`.
 *
 * @throws RangeError for an invalid `depth`
 */
export function rerankedSearch<H extends { readonly score: number }, O>(
  index: MiniSearchLike<H, O>,
  setup: SearchSetup<H>,
): (query: string, call?: SearchCall & { readonly search?: O }) => Promise<SearchAnswer<H>> {
  const rerankHits = createHitReranker(setup);
  return async (query, { search, ...call } = {}) => rerankHits(query, index.search(query, search), call);
}
