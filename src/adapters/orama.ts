/** @file `rankside/orama`: a search over an Orama database whose hits are reranked. */
import { search } from '@orama/orama';
import type { AnyOrama, Result, SearchParams, TypedDocument } from '@orama/orama';
import { DEFAULT_DEPTH, createHitReranker } from './shared/search-and-rerank';
import type { SearchAnswer, SearchCall, SearchSetup } from './shared/search-and-rerank';
import type { RankerSource } from './shared/source';

export type { RankerSource, SearchAnswer, SearchCall, SearchSetup };

/** A hit of Orama's `search`. */
export type OramaHit<T extends AnyOrama> = Result<TypedDocument<T>>;

/** The search parameters of Orama that a call may set, for full-text, vector and hybrid search. */
export type OramaSearchParams<T extends AnyOrama> = WithoutPaging<SearchParams<T>>;

/** Distributes over the kinds of search, so that each keeps its own parameters. */
type WithoutPaging<P> = P extends unknown ? Omit<P, 'term' | 'limit' | 'offset'> : never;

/**
 * Creates a search over `database` whose best hits are reranked.
 *
 * @throws RangeError for an invalid `depth`
 */
export function rerankedSearch<T extends AnyOrama>(
  database: T,
  setup: SearchSetup<OramaHit<T>>,
): (
  query: string,
  call?: SearchCall & { readonly search?: OramaSearchParams<T> },
) => Promise<SearchAnswer<OramaHit<T>>> {
  const rerankHits = createHitReranker(setup);
  const limit = setup.depth ?? DEFAULT_DEPTH;
  return async (query, { search: params, ...call } = {}) => {
    const { hits } = await search(database, { ...params, term: query, limit });
    return rerankHits(query, hits, call);
  };
}
