/**
 * @file How many rows fit a micro-batch on the device at hand, learned from the batches before.
 *
 * Each kind of work has a pace of its own: scoring kept vectors is a thousand times faster than encoding.
 */
const TARGET_MS = 50;
/** Share of the newest measurement in the running mean. */
const WEIGHT = 0.5;

export class Pace {
  readonly #msPerUnit = new Map<string, number>();
  readonly #lastCount = new Map<string, number>();

  /**
   * How many rows from `from` on should take `target` ms together, default 50: at least one, at most twice as many as last time.
   */
  take(work: string, rows: readonly number[], from: number, cost: (row: number) => number, target = TARGET_MS): number {
    const pace = this.#msPerUnit.get(work);
    if (pace === undefined) return 1;
    const most = 2 * (this.#lastCount.get(work) ?? 1);
    let count = 0;
    for (let ms = 0; from + count < rows.length && count < most; count++) {
      ms += pace * cost(rows[from + count]!);
      if (count > 0 && ms > target) break;
    }
    return count;
  }

  record(work: string, count: number, units: number, ms: number): void {
    const measured = ms / Math.max(units, Number.EPSILON);
    const before = this.#msPerUnit.get(work);
    this.#msPerUnit.set(work, before === undefined ? measured : before + WEIGHT * (measured - before));
    this.#lastCount.set(work, count);
  }
}
