/**
 * @file When a list may change its order: never while a reason holds it (the pointer is over it, the focus is in it), and
 * never twice within `intervalMs`. Only the newest order counts; one that had to wait is applied as soon as it may be.
 */

export type Clock = {
  now(): number;
  /** Runs once after `ms`; the answer takes it back. */
  after(ms: number, run: () => void): () => void;
};

export type GateOptions<T> = {
  readonly intervalMs: number;
  readonly apply: (value: T) => void;
  /** Told the reasons that hold an order back, and none when nothing waits. */
  readonly onWaiting?: (reasons: readonly string[]) => void;
  readonly clock?: Clock;
};

export interface ReorderGate<T> {
  /** Asks for an order: now when it may be, else later, unless a newer one is offered before. */
  offer(value: T): void;
  /** Sets or lifts one reason to hold. */
  hold(reason: string, on: boolean): void;
}

export function createReorderGate<T>(options: GateOptions<T>): ReorderGate<T> {
  const { intervalMs, apply, onWaiting, clock = pageClock } = options;
  const reasons = new Set<string>();
  let pending: { readonly value: T } | undefined;
  let cancelTimer: (() => void) | undefined;
  let last = -Infinity;

  function attempt(): void {
    if (reasons.size > 0 || pending === undefined || cancelTimer !== undefined) return;
    const wait = last + intervalMs - clock.now();
    if (wait > 0) {
      cancelTimer = clock.after(wait, () => {
        cancelTimer = undefined;
        attempt();
      });
      return;
    }
    const { value } = pending;
    pending = undefined;
    last = clock.now();
    apply(value);
  }

  const tell = (): void => onWaiting?.(pending === undefined ? [] : [...reasons]);

  return {
    offer(value) {
      pending = { value };
      attempt();
      tell();
    },
    hold(reason, on) {
      if (reasons.has(reason) === on) return;
      if (on) reasons.add(reason);
      else reasons.delete(reason);
      attempt();
      tell();
    },
  };
}

const pageClock: Clock = {
  now: () => performance.now(),
  after(ms, run) {
    const timer = setTimeout(run, ms);
    return () => clearTimeout(timer);
  },
};
