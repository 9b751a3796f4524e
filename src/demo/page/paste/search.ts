/**
 * @file One search at a time. A newer one supersedes the older; cancelling ends the current one; only the current one is heard.
 */
import { type RankEvent, type Reranker, isRerankError } from 'rankside';
import type { Entry } from './parse-passages';

type Passage = Entry['passage'];

export type SearchEnd =
  | { readonly kind: 'done'; readonly event: Extract<RankEvent<Passage>, { kind: 'done' }> }
  | { readonly kind: 'cancelled' }
  | { readonly kind: 'failed'; readonly error: unknown };

export type SearchHandlers = {
  readonly onStart: () => void;
  readonly onEvent: (event: RankEvent<Passage>, entries: readonly Entry[]) => void;
  readonly onEnd: (end: SearchEnd, entries: readonly Entry[]) => void;
};

export interface Search {
  run(query: string, entries: readonly Entry[]): Promise<void>;
  /** Ends the current search; `onEnd` hears of it. */
  cancel(): void;
  /** Ends the current search in silence. */
  drop(): void;
}

/** `getReranker` may be slow (the model is loading) or fail; a search waits for it. */
export function createSearch(getReranker: () => Promise<Reranker>, handlers: SearchHandlers): Search {
  let current: AbortController | undefined;

  async function run(query: string, entries: readonly Entry[]): Promise<void> {
    const mine = new AbortController();
    current = mine;
    handlers.onStart();
    const end = await finish(query, entries, mine);
    if (current !== mine || end === undefined) return;
    current = undefined;
    handlers.onEnd(end, entries);
  }

  async function finish(
    query: string,
    entries: readonly Entry[],
    mine: AbortController,
  ): Promise<SearchEnd | undefined> {
    const { signal } = mine;
    const passages = entries.map(({ passage }) => passage);
    try {
      const reranker = await untilAborted(getReranker(), signal);
      if (current !== mine) return undefined;
      for await (const event of reranker.stream(query, passages, { signal, supersede: true })) {
        if (current !== mine) return undefined;
        handlers.onEvent(event, entries);
        if (event.kind === 'done') return { kind: 'done', event };
      }
      return undefined;
    } catch (error) {
      if (signal.aborted) return { kind: 'cancelled' };
      return isRerankError(error, 'superseded') ? undefined : { kind: 'failed', error };
    }
  }

  return {
    run,
    cancel: () => current?.abort(),
    drop() {
      const dropped = current;
      current = undefined;
      dropped?.abort();
    },
  };
}

/** The value, or a rejection as soon as the signal aborts. */
function untilAborted<T>(value: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true });
    value.then(resolve, reject);
  });
}
