/** @file Of one call, the explanations that have come so far, and what they cost. */
import type { JobStats } from '../protocol/host-api';
import type { Explanation, Passage, Ranked } from '../types';
import { sum } from './job-costs';

export class Explanations {
  readonly #byRow = new Map<number, Explanation>();
  readonly #costs = new Map<number, JobStats>();
  readonly #warnings: string[] = [];

  get warnings(): readonly string[] {
    return this.#warnings;
  }

  /** Of all jobs that explained. */
  get costs(): JobStats {
    return sum(...this.#costs.values());
  }

  has(row: number): boolean {
    return this.#byRow.has(row);
  }

  set(row: number, explanation: Explanation): void {
    this.#byRow.set(row, explanation);
  }

  /** What job `id` has cost so far. */
  spend(id: number, stats: JobStats): void {
    this.#costs.set(id, stats);
  }

  warn(message: string): void {
    this.#warnings.push(message);
  }

  on<P extends Passage>(row: Ranked<P>): Ranked<P> {
    const explanation = this.#byRow.get(row.index);
    return explanation ? { ...row, explanation } : row;
  }
}
