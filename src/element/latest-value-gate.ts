/**
 * @file Applies the newest of the values that are offered: at once, unless there is a reason to hold it or the last
 * value was applied too recently.
 */

export class LatestValueGate<T> {
  readonly #apply: (value: T) => void;
  readonly #intervalMs: number;
  readonly #reasons = new Set<string>();
  #pending: { readonly value: T } | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(intervalMs: number, apply: (value: T) => void) {
    this.#intervalMs = intervalMs;
    this.#apply = apply;
  }

  get hasPending(): boolean {
    return this.#pending !== undefined;
  }

  /** Replaces a value that is still waiting. */
  offer(value: T): void {
    this.#pending = { value };
    this.#applyIfFree();
  }

  discardPending(): void {
    this.#pending = undefined;
  }

  setHold(reason: string, on: boolean): void {
    if (on) this.#reasons.add(reason);
    else if (this.#reasons.delete(reason)) this.#applyIfFree();
  }

  #applyIfFree(): void {
    if (!this.#pending || this.#reasons.size > 0 || this.#timer !== undefined) return;
    const { value } = this.#pending;
    this.#pending = undefined;
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      this.#applyIfFree();
    }, this.#intervalMs);
    this.#apply(value);
  }
}
