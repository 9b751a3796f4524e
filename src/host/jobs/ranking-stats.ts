/** @file The statistics of one ranking job, collected from the tasks of its models. */
import type { CascadeStats, JobStats } from '../../protocol/host-api';
import type { MethodTask } from './method-task';

export class RankingStats {
  readonly #tasks: MethodTask[] = [];
  readonly #warnings: string[] = [];
  #pairScoreHits = 0;
  #windows = 0;
  #cascade: CascadeStats | undefined;

  /** Whether the job is ranked by a cascade. */
  get isCascade(): boolean {
    return this.#cascade !== undefined;
  }

  addTask(task: MethodTask): void {
    this.#tasks.push(task);
  }

  addPairScoreHits(count: number): void {
    this.#pairScoreHits += count;
  }

  setWindows(count: number): void {
    this.#windows = count;
  }

  /** @param cascade read for every snapshot, so it may change */
  setCascade(cascade: CascadeStats): void {
    this.#cascade = cascade;
  }

  warn(message: string): void {
    this.#warnings.push(message);
  }

  /** @param cacheBytes the size of all passage vectors in memory */
  snapshot(cacheBytes: number): Omit<JobStats, 'queuedMs' | 'runMs'> {
    const sum = (count: (task: MethodTask) => number) => this.#tasks.reduce((total, task) => total + count(task), 0);
    return {
      modelCalls: sum((task) => task.modelCalls),
      cacheHits: this.#pairScoreHits + sum((task) => task.vectors.hits),
      cacheMisses: sum((task) => task.misses),
      cacheBytes,
      ...(this.#windows > 0 ? { windows: this.#windows } : {}),
      ...(this.#cascade ? { cascade: cascadeStats(this.#cascade) } : {}),
      ...(this.#warnings.length > 0 ? { warnings: this.#warnings } : {}),
    };
  }
}

/** Copies the values, which a message cannot read from getters. */
export function cascadeStats({ skipped, missProbability, settled }: CascadeStats): CascadeStats {
  return { skipped, missProbability, settled };
}
