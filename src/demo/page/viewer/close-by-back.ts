/** @file While the reader is open, the browser's Back closes it and stays on the page. */

export interface ReaderHistory {
  /** Adds an entry to the history, unless the reader is open already. */
  opened(): void;
  /** Calls `onBack`, as when the person goes back, and removes the entry. */
  leave(): void;
}

const STATE = 'reader';

export function createReaderHistory(onBack: () => void): ReaderHistory {
  const isOpen = (): boolean => (history.state as { readonly shows?: string } | null)?.shows === STATE;
  // After a reload the reader is closed, so its entry must not take a step back of its own.
  if (isOpen()) history.replaceState(null, '');
  addEventListener('popstate', () => !isOpen() && onBack());
  return {
    opened() {
      if (!isOpen()) history.pushState({ shows: STATE }, '');
    },
    leave() {
      onBack();
      if (isOpen()) history.back();
    },
  };
}
