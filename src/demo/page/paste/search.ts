/**
 * @file Runs one search at a time: a newer search ends the older one, and only the newest calls the handlers. The older
 * one ends by its signal and not by `supersede`, which would also end the calls of the other views of the page.
 */
import type { RankEvent, Reranker } from 'rankside';
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
  /** Ends the current search and calls `onEnd`. */
  cancel(): void;
  /** Ends the current search; no handler is called for it any more. */
  stop(): void;
}

/** A search waits for `getReranker`, which may take long while the model loads, and fails when it rejects. */
export function createSearch(getReranker: () => Promise<Reranker>, handlers: SearchHandlers): Search {
  let current: AbortController | undefined;

  async function run(query: string, entries: readonly Entry[]): Promise<void> {
    const controller = new AbortController();
    const older = current;
    current = controller;
    older?.abort();
    handlers.onStart();
    const end = await finish(query, entries, controller);
    if (current !== controller || end === undefined) return;
    current = undefined;
    handlers.onEnd(end, entries);
  }

  async function finish(
    query: string,
    entries: readonly Entry[],
    controller: AbortController,
  ): Promise<SearchEnd | undefined> {
    const { signal } = controller;
    const passages = entries.map(({ passage }) => passage);
    try {
      const reranker = await untilAborted(getReranker(), signal);
      if (current !== controller) return undefined;
      for await (const event of reranker.stream(query, passages, { signal })) {
        if (current !== controller) return undefined;
        handlers.onEvent(event, entries);
        if (event.kind === 'done') return { kind: 'done', event };
      }
      return undefined;
    } catch (error) {
      return signal.aborted ? { kind: 'cancelled' } : { kind: 'failed', error };
    }
  }

  return {
    run,
    cancel: () => current?.abort(),
    stop() {
      const stopped = current;
      current = undefined;
      stopped?.abort();
    },
  };
}

/** Resolves with the value, or rejects as soon as the signal aborts. */
function untilAborted<T>(value: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true });
    value.then(resolve, reject);
  });
}
