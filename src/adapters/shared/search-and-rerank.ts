/** @file Reranks the hits of a search; the adapters for search libraries share it. */
import type { RerankError } from '../../core/errors';
import type { PassageObject, Ranked, RerankStats } from '../../core/types';
import { rankOrKeep } from './rank-or-keep';
import { callOptions, toRankerGetter } from './source';
import type { FixedOptions, RankerSource } from './source';

/** Options of `rerankedSearch`; options of `rerank` among them apply to every call. */
export type SearchSetup<H> = FixedOptions & {
  readonly reranker: RankerSource;
  /** Returns the text, and optionally the title, that the model reads for a hit. */
  readonly passage: (hit: H) => string | { readonly title?: string | null; readonly text: string };
  /** How many of the best hits are reranked; a positive integer. Default 50. */
  readonly depth?: number;
};

/** Options of one search. */
export type SearchCall = {
  /** How many results to return. Default: all that were reranked. */
  readonly topN?: number;
  /** Aborts the search: it rejects with `signal.reason`. */
  readonly signal?: AbortSignal;
};

/** A reranked hit; `index` is its position among the hits of the search, from 0. */
export type RankedHit<H> = Omit<Ranked, 'passage' | 'id'> & { readonly hit: H };

/** The hits of one search, reranked. */
export type SearchAnswer<H> = {
  /** The hits, best first. */
  readonly results: readonly RankedHit<H>[];
  /** Absent when nothing was ranked, as for a blank query, which keeps the order of the search. */
  readonly stats?: RerankStats;
  /**
   * Present when the query was too long for the model. The results are then in the order of the search, and `scoredBy`
   * is `none`.
   */
  readonly kept?: RerankError;
};

/** @throws what `rerank` throws, except `query-too-long` */
export type RerankHits<H> = (query: string, hits: readonly H[], call: SearchCall) => Promise<SearchAnswer<H>>;

export const DEFAULT_DEPTH = 50;

/**
 * Creates a function that reranks the first `depth` hits with their scores as first-stage scores. Hits are not changed.
 */
export function createHitReranker<H extends { readonly score: number }>(setup: SearchSetup<H>): RerankHits<H> {
  const { reranker, passage, depth = DEFAULT_DEPTH, ...fixed } = setup;
  if (!(Number.isInteger(depth) && depth > 0)) {
    throw new RangeError(`Expected \`depth\` to be a positive integer, got \`${String(depth)}\``);
  }
  const ranker = toRankerGetter(reranker);
  return async (query, hits, { topN, signal }) => {
    const passages = hits.slice(0, depth).map((hit) => toPassage(passage(hit), hit.score));
    const options = callOptions(fixed, topN, signal);
    const { results, ...rest } = await rankOrKeep(ranker, query, passages, options);
    return { results: results.map(({ passage: _, ...ranked }) => ({ ...ranked, hit: hits[ranked.index]! })), ...rest };
  };
}

function toPassage(
  read: string | { readonly title?: string | null; readonly text: string },
  score: number,
): PassageObject {
  return typeof read === 'string' ? { text: read, score } : { ...read, score };
}
