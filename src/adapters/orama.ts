/** @file `rankside/orama`: an Orama database and a reranker as one search. */
import { search } from '@orama/orama';
import type { AnyOrama, Result, SearchParams, TypedDocument } from '@orama/orama';
import { DEFAULT_DEPTH, createHitReranker } from './shared/search-and-rerank';
import type { SearchAnswer, SearchCall, SearchSetup } from './shared/search-and-rerank';
import type { RankerSource } from './shared/source';

export type { RankerSource, SearchAnswer, SearchCall, SearchSetup };

/** A hit of Orama's `search`. */
export type OramaHit<T extends AnyOrama> = Result<TypedDocument<T>>;

/** The rest of Orama's search parameters: full text, vector or hybrid. */
export type OramaSearchParams<T extends AnyOrama> = WithoutPaging<SearchParams<T>>;

/** Of each kind of search by itself. */
type WithoutPaging<P> = P extends unknown ? Omit<P, 'term' | 'limit' | 'offset'> : never;

/**
 * A search over `database` whose best hits are reranked.
 *
 * @throws RangeError for a bad `depth`
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
