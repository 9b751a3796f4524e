/** @file The statistics of one ranking job, collected from the tasks of its models. */
import type { CascadeStats, JobStats } from '../../protocol/host-api';
import type { Survivors } from '../../cascade/survivors';
import type { MethodTask } from './method-task';

export class RankingStats {
  readonly #tasks: MethodTask[] = [];
  readonly #warnings: string[] = [];
  #pairScoreHits = 0;
  #windows = 0;
  #survivors: Survivors | undefined;

  /** Whether the job is ranked by a cascade. */
  get isCascade(): boolean {
    return this.#survivors !== undefined;
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

  setSurvivors(survivors: Survivors): void {
    this.#survivors = survivors;
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
      ...(this.#survivors ? { cascade: cascadeStats(this.#survivors) } : {}),
      ...(this.#warnings.length > 0 ? { warnings: this.#warnings } : {}),
    };
  }
}

function cascadeStats({ skipped, missProbability, settled }: Survivors): CascadeStats {
  return { skipped, missProbability, settled };
}
