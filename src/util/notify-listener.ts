/**
 * Calls a listener that the caller passed. An error that it throws is reported as uncaught and does not affect the
 * call.
 */
export function notifyListener<T>(listener: ((value: T) => void) | undefined, value: T): void {
  try {
    listener?.(value);
  } catch (error) {
    queueMicrotask(() => {
      throw error;
    });
  }
}
