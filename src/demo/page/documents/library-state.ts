/** @file The state of the library, shared by all views: opened once and updated on every change. */
import { proxy } from 'comlink';
import type { BackgroundRemote } from './background';
import type { LibraryState } from '../../shared/library-data';

export interface LibraryWatch {
  readonly state: LibraryState;
  /** False until the store has been read. */
  readonly isOpen: boolean;
  /** Calls `listener` now and on every change. */
  watch(listener: (state: LibraryState, isOpen: boolean) => void): void;
  /** Rejects when the browser provides no storage. */
  readonly opened: Promise<LibraryState>;
}

export function watchLibrary(background: BackgroundRemote): LibraryWatch {
  const listeners = new Set<(state: LibraryState, isOpen: boolean) => void>();
  let state: LibraryState = { documents: [], chunks: 0 };
  let isOpen = false;

  function set(next: LibraryState): void {
    state = next;
    isOpen = true;
    for (const listener of listeners) listener(next, true);
  }

  const opened = background.open(proxy(set));
  opened.then(set, () => undefined);
  return {
    get state() {
      return state;
    },
    get isOpen() {
      return isOpen;
    },
    watch(listener) {
      listeners.add(listener);
      listener(state, isOpen);
    },
    opened,
  };
}
