/** @file Search, then rerank: what the helpers for search libraries have in common. */
import type { RerankError } from '../../core/errors';
import type { PassageObject, Ranked, RerankStats } from '../../core/types';
import { rankOrKeep } from './rank-or-keep';
import { callOptions, toRankerGetter } from './source';
import type { FixedOptions, RankerSource } from './source';

export type SearchSetup<H> = FixedOptions & {
  readonly reranker: RankerSource;
  /** What the model reads of a hit. */
  readonly passage: (hit: H) => string | { readonly title?: string; readonly text: string };
  /** How many hits of the search are reranked. Default 50. */
  readonly depth?: number;
};

export type SearchCall = {
  /** How many results to give. Default: all that were reranked. */
  readonly topN?: number;
  readonly signal?: AbortSignal;
};

/** A hit in its new place; `index` is the place that the search gave it, from 0. */
export type RankedHit<H> = Omit<Ranked, 'passage' | 'id'> & { readonly hit: H };

export type SearchAnswer<H> = {
  readonly results: readonly RankedHit<H>[];
  /** Absent when nothing was ranked. */
  readonly stats?: RerankStats;
  /** The query was too long for the model: the results are in the order of the search, with stage `none`. */
  readonly kept?: RerankError;
};

/** @throws what `rerank` throws, but for `query-too-long` */
export type RerankHits<H> = (query: string, hits: readonly H[], call: SearchCall) => Promise<SearchAnswer<H>>;

export const DEFAULT_DEPTH = 50;

/** Takes the first `depth` hits to the reranker, each with its score of the search. Hits are not changed. */
export function createHitReranker<H extends { readonly score: number }>(setup: SearchSetup<H>): RerankHits<H> {
  const { reranker, passage, depth = DEFAULT_DEPTH, ...fixed } = setup;
  if (!(Number.isInteger(depth) && depth > 0)) {
    throw new RangeError(`Expected \`depth\` to be a positive integer, got \`${String(depth)}\``);
  }
  const ranker = toRankerGetter(reranker);
  return async (query, hits, { topN, signal }) => {
    const passages = hits.slice(0, depth).map((hit) => toPassage(passage(hit), hit.score));
    const options = callOptions(fixed, topN, signal);
    const { results, ...rest } = await rankOrKeep(await ranker(), query, passages, options);
    return { results: results.map(({ passage: _, ...row }) => ({ ...row, hit: hits[row.index]! })), ...rest };
  };
}

function toPassage(read: string | { readonly title?: string; readonly text: string }, score: number): PassageObject {
  return typeof read === 'string' ? { text: read, score } : { ...read, score };
}
