/**
 * Calls a listener of the caller's. An error that it throws is reported as uncaught, like that of an event listener,
 * and does not propagate.
 */
export function callListener<T>(listener: ((value: T) => void) | undefined, value: T): void {
  try {
    listener?.(value);
  } catch (error) {
    queueMicrotask(() => {
      throw error;
    });
  }
}
