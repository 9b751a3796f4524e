/**
 * @file A stream of events whose reader may be slower than its writer. Only the newest unread event is kept, because a
 * newer ranking replaces an older one.
 */
export type EventStream<T> = {
  /** Replaces an unread event. `event` is called only when the event is read. */
  readonly push: (event: () => T) => void;
  readonly end: () => void;
  readonly fail: (reason: unknown) => void;
  readonly read: () => AsyncGenerator<T, void, void>;
};

export function eventStream<T>(): EventStream<T> {
  let newest: (() => T) | undefined;
  let ending: { readonly reason?: unknown; readonly failed: boolean } | undefined;
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
      ending = { failed: false };
      notify();
    },
    fail(reason) {
      ending = { failed: true, reason };
      notify();
    },
    async *read() {
      for (;;) {
        if (ending?.failed) throw ending.reason;
        const event = newest;
        newest = undefined;
        if (event) yield event();
        else if (ending) return;
        else await new Promise<void>((resolve) => (wake = resolve));
      }
    },
  };
}
