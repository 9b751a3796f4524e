/** Calls a listener of the caller's. What it throws is reported as uncaught, as an event listener's is, and disturbs nothing here. */
export function notifyListener<T>(listener: ((value: T) => void) | undefined, value: T): void {
  try {
    listener?.(value);
  } catch (error) {
    queueMicrotask(() => {
      throw error;
    });
  }
}
