/**
 * @file Shows progress at most every so often, so that it can be read, and always the newest: a file that takes long is
 * named even when it follows short ones.
 */

/** The progress on screen changes at most this often. */
const SHOW_EVERY_MS = 80;

export interface ProgressThrottle<T> {
  readonly offer: (progress: T) => void;
  /** Drops the progress that still waits. */
  readonly stop: () => void;
}

export function createProgressThrottle<T>(show: (progress: T) => void): ProgressThrottle<T> {
  let newest: T;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let shownAt = -Infinity;

  function showNow(): void {
    timer = undefined;
    shownAt = performance.now();
    show(newest);
  }

  return {
    offer(progress) {
      newest = progress;
      const wait = shownAt + SHOW_EVERY_MS - performance.now();
      if (wait <= 0 && timer === undefined) showNow();
      else timer ??= setTimeout(showNow, wait);
    },
    stop() {
      clearTimeout(timer);
      timer = undefined;
    },
  };
}
