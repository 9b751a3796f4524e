/**
 * Races work against the loss of what the work depends on, such as a worker. Each piece of work has a promise of its
 * own: a race against one long-lived promise would keep every earlier race in memory.
 */
export class LossGuard<E extends Error> {
  readonly #pending = new Set<(loss: E) => void>();
  #loss: E | undefined;

  /** The loss, once it has happened. */
  get loss(): E | undefined {
    return this.#loss;
  }

  /** Rejects all pending work with `loss`, and all later work at once. Only the first loss counts. */
  lose(loss: E): void {
    if (this.#loss) return;
    this.#loss = loss;
    for (const reject of this.#pending) reject(loss);
    this.#pending.clear();
  }

  /** Returns the result of `work`. @throws the loss, if it comes first */
  async race<T>(work: () => Promise<T>): Promise<T> {
    if (this.#loss) throw this.#loss;
    let rejectPending!: (loss: E) => void;
    const lost = new Promise<never>((_, reject) => (rejectPending = reject));
    this.#pending.add(rejectPending);
    try {
      return await Promise.race([work(), lost]);
    } finally {
      this.#pending.delete(rejectPending);
    }
  }
}
