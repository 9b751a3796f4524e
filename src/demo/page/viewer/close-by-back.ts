/** @file While the reader is open, the browser's Back closes it and stays on the page. */

export interface ReaderHistory {
  /** Adds an entry to the history, unless the reader is open already. */
  opened(): void;
  /** Calls `onBack`, as when the person goes back, and removes the entry. The address stays as it is. */
  leave(): void;
}

const STATE = 'reader';

export function createReaderHistory(onBack: () => void): ReaderHistory {
  let hashToKeep: string | undefined;
  const isOpen = (): boolean => (history.state as { readonly shows?: string } | null)?.shows === STATE;
  // After a reload the reader is closed, so its entry must not take a step back of its own.
  if (isOpen()) history.replaceState(null, '');
  addEventListener('popstate', () => {
    // The question may have changed since the reader was opened; the entry before has the old one.
    if (hashToKeep !== undefined && hashToKeep !== location.hash) history.replaceState(history.state, '', hashToKeep);
    hashToKeep = undefined;
    if (!isOpen()) onBack();
  });
  return {
    opened() {
      if (!isOpen()) history.pushState({ shows: STATE }, '');
    },
    leave() {
      onBack();
      if (!isOpen()) return;
      hashToKeep = location.hash;
      history.back();
    },
  };
}
