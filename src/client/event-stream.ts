/**
 * @file Events for a reader that may be slower than the writer. Only the newest waits: an older ranking is of no use to anyone.
 */
export type EventStream<T> = {
  /** Events are built when read. */
  readonly push: (event: () => T) => void;
  readonly end: () => void;
  readonly fail: (reason: unknown) => void;
  readonly read: () => AsyncGenerator<T, void, void>;
};

export function eventStream<T>(): EventStream<T> {
  let newest: (() => T) | undefined;
  let over: { readonly reason?: unknown; readonly failed: boolean } | undefined;
  let wake: (() => void) | undefined;
  const notify = () => {
    wake?.();
    wake = undefined;
  };
  return {
    push(event) {
      newest = event;
      notify();
    },
    end() {
      over = { failed: false };
      notify();
    },
    fail(reason) {
      over = { failed: true, reason };
      notify();
    },
    async *read() {
      for (;;) {
        if (over?.failed) throw over.reason;
        const event = newest;
        newest = undefined;
        if (event) yield event();
        else if (over) return;
        else await new Promise<void>((resolve) => (wake = resolve));
      }
    },
  };
}
