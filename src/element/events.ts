/** @file The states and events of `<rerank-list>`. Events bubble and cross shadow roots. */
import type { PassageObject, Ranked, RerankStats } from '../core/types';

/**
 * The state of the element. `idle`: there is no query or no result. `loading`: the model is being loaded. `ranking`:
 * results are being scored. `held`: the ranking is complete and waits until the reader no longer interacts with the
 * list. `done`: the list is in its final order. `failed`: the list is in its original order.
 */
export type RerankListState = 'idle' | 'loading' | 'ranking' | 'held' | 'done' | 'failed';

/** A ranked result of the page. */
export type ListResult = Omit<Ranked<PassageObject>, 'passage' | 'id'> & {
  /** The page's own element. */
  readonly element: HTMLElement;
  /** The text that was read from the element; the offsets in `explanation` refer to it. */
  readonly text: string;
};

/** Detail of `rerank-update`: the list was put into the order of the scores so far. */
export type RerankUpdate = { readonly results: readonly ListResult[]; readonly scored: number; readonly total: number };

/** Detail of `rerank-done`: the list is in its final order. */
export type RerankDone = { readonly results: readonly ListResult[]; readonly stats: RerankStats };

/** Detail of `rerank-error`: the list could not be reranked and is in its original order. */
export type RerankFailure = {
  readonly error: unknown;
  /** The code, if `error` is a RerankError. */
  readonly code?: string;
  /** A sentence for the reader, in English. */
  readonly message: string;
};

/** The events of `<rerank-list>` by name. */

export interface RerankListEventMap {
  'rerank-update': CustomEvent<RerankUpdate>;
  'rerank-done': CustomEvent<RerankDone>;
  'rerank-error': CustomEvent<RerankFailure>;
}
