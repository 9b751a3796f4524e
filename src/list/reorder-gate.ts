/**
 * @file Decides when a list may change its order: never while a reason holds it (the pointer is over it, say), and at
 * most once an interval. Only the newest order counts; an order that has to wait is applied as soon as it may be.
 */

export type ReorderGateOptions<T> = {
  readonly intervalMs: number;
  readonly apply: (order: T) => void;
  /** Receives the reasons that hold an order back; none when no order waits. */
  readonly onWaiting?: (reasons: readonly string[]) => void;
};

export class ReorderGate<T> {
  readonly #options: ReorderGateOptions<T>;
  readonly #reasons = new Set<string>();
  #pending: { readonly order: T } | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(options: ReorderGateOptions<T>) {
    this.#options = options;
  }

  /** Whether an order waits to be applied. */
  get isWaiting(): boolean {
    return this.#pending !== undefined;
  }

  /** Applies the order now or as soon as it may be. It replaces an order that still waits. */
  offer(order: T): void {
    this.#pending = { order };
    this.#update();
  }

  /** Drops the order that waits. */
  withdraw(): void {
    this.#pending = undefined;
  }

  /** Adds or removes one reason to hold the list still. */
  hold(reason: string, isHeld: boolean): void {
    if (this.#reasons.has(reason) === isHeld) return;
    if (isHeld) this.#reasons.add(reason);
    else this.#reasons.delete(reason);
    this.#update();
  }

  #update(): void {
    this.#applyIfFree();
    this.#options.onWaiting?.(this.#pending === undefined ? [] : [...this.#reasons]);
  }

  #applyIfFree(): void {
    if (!this.#pending || this.#reasons.size > 0 || this.#timer !== undefined) return;
    const { order } = this.#pending;
    this.#pending = undefined;
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      this.#applyIfFree();
    }, this.#options.intervalMs);
    this.#options.apply(order);
  }
}
