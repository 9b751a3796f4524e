/**
 * @file Counts losses of engine candidates over time. Losses that are far apart do not add up, because a long-lived tab
 * may lose a worker or a GPU occasionally.
 */
import { LAST_PASS, LOSSES_TO_AVOID } from '../util/candidate-key';

/** A loss counts for this long. */
export const WINDOW_MS = 10 * 60_000;
/** Terminations in a row, without a completed call between, after which calls fail: their work may be the cause. */
export const MAX_TERMINATIONS = 10;
/**
 * Terminations in a row while a candidate is loaded, from which on they count as its losses: loading it may exhaust the
 * memory. Fewer say nothing, because a page or a browser may end workers at any moment.
 */
const TERMINATIONS_OF_LOADING = 4;

export class LossCounter {
  readonly #timesOf = new Map<string, number[]>();
  readonly #now: () => number;
  #terminations = 0;
  #terminationsOfLoading = 0;

  /** @param now the time in milliseconds */
  constructor(now: () => number = () => performance.now()) {
    this.#now = now;
  }

  /** The candidates that were lost twice within the window. */
  get avoid(): string[] {
    const from = this.#now() - WINDOW_MS;
    const recent = ([, times]: readonly [string, number[]]) => times.filter((time) => time > from).length;
    return [...this.#timesOf].filter((entry) => recent(entry) >= LOSSES_TO_AVOID).map(([key]) => key);
  }

  /** Whether any candidate was lost since the last reset. */
  get any(): boolean {
    return this.#timesOf.size > Number(this.#timesOf.has(LAST_PASS));
  }

  /** Whether the worker was terminated so often in a row that another attempt is of no use. */
  get isHopeless(): boolean {
    return this.#terminations >= MAX_TERMINATIONS;
  }

  record(key: string): void {
    const from = this.#now() - WINDOW_MS;
    this.#timesOf.set(key, [...(this.#timesOf.get(key) ?? []).filter((time) => time > from), this.#now()]);
  }

  /** Records that a worker was terminated, which says nothing about its engine. */
  recordTermination(): void {
    this.#terminations++;
  }

  /** Records that a worker was terminated while it loaded the model. @param key the candidate that it tried, if any */
  recordTerminationOfLoading(key: string | undefined): void {
    this.#terminationsOfLoading++;
    if (key !== undefined && this.#terminationsOfLoading >= TERMINATIONS_OF_LOADING) this.record(key);
  }

  /** Records that a model was loaded. */
  recordLoad(): void {
    this.#terminationsOfLoading = 0;
  }

  /** Records a completed call. @param key the candidate whose losses are forgotten */
  recordSuccess(key?: string): void {
    this.#terminations = 0;
    if (key !== undefined) this.#timesOf.delete(key);
  }

  reset(): void {
    this.#terminations = 0;
    this.#terminationsOfLoading = 0;
    this.#timesOf.clear();
  }
}
