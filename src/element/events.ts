/** @file What the element says: its state, and the events by which it tells of changes. They bubble and cross shadow roots. */
import type { PassageObject, Ranked, RerankStats } from '../core/types';

/**
 * `idle`: no query, or no results. `loading`: waiting for the model. `ranking`: it works. `held`: the ranking is known and waits until the
 * reader lets the list move. `done`: the list is in its order. `failed`: the list is in the order in which it came.
 */
export type RerankListState = 'idle' | 'loading' | 'ranking' | 'held' | 'done' | 'failed';

/** A ranked result of the page; offsets of `explanation` are in `text`, as it was read from the element. */
export type ListResult = Omit<Ranked<PassageObject>, 'passage' | 'id'> & {
  readonly element: HTMLElement;
  readonly text: string;
};

/** The list was put in the order of what is scored so far. */
export type RerankUpdate = { readonly results: readonly ListResult[]; readonly scored: number; readonly total: number };

/** The list is in its final order. */
export type RerankDone = { readonly results: readonly ListResult[]; readonly stats: RerankStats };

/** Nothing is reranked, and why. */
export type RerankFailure = {
  readonly error: unknown;
  /** Of a RerankError. */
  readonly code?: string;
  /** A sentence for the reader, in English. */
  readonly message: string;
};

export interface RerankListEventMap {
  'rerank-update': CustomEvent<RerankUpdate>;
  'rerank-done': CustomEvent<RerankDone>;
  'rerank-error': CustomEvent<RerankFailure>;
}
