/**
 * @file Chooses the size of micro-batches so that each takes about 50 ms, from the durations of earlier batches.
 *
 * Each kind of work is measured separately: scoring cached vectors is a thousand times faster than encoding passages.
 */
const TARGET_MS = 50;
/** The weight of the newest measurement in the running mean. */
const WEIGHT = 0.5;

export class Pace {
  readonly #msPerUnit = new Map<string, number>();
  readonly #lastCount = new Map<string, number>();

  /**
   * Returns how many of `indices`, starting at position `from`, should take `targetMs` together: at least one, and at
   * most twice as many as in the last batch.
   */
  batchSize(
    work: string,
    indices: readonly number[],
    from: number,
    cost: (index: number) => number,
    targetMs = TARGET_MS,
  ): number {
    const pace = this.#msPerUnit.get(work);
    if (pace === undefined) return 1;
    const maxCount = 2 * (this.#lastCount.get(work) ?? 1);
    let count = 0;
    for (let ms = 0; from + count < indices.length && count < maxCount; count++) {
      ms += pace * cost(indices[from + count]!);
      if (count > 0 && ms > targetMs) break;
    }
    return count;
  }

  /** Milliseconds for each unit of cost; undefined before the first batch. */
  msPerUnit(work: string): number | undefined {
    return this.#msPerUnit.get(work);
  }

  /** Records that a batch of `count` passages with the total cost `units` took `ms`. */
  record(work: string, count: number, units: number, ms: number): void {
    const measured = ms / Math.max(units, Number.EPSILON);
    const before = this.#msPerUnit.get(work);
    this.#msPerUnit.set(work, before === undefined ? measured : before + WEIGHT * (measured - before));
    this.#lastCount.set(work, count);
  }
}
