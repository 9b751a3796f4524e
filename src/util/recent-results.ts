/** @file The most recent results of an asynchronous computation, by key. */
import { LruMap } from './lru-map';

export class RecentResults<T extends Promise<unknown>> {
  readonly #entries: LruMap<T>;

  /** @param limit number of results to keep */
  constructor(limit: number) {
    this.#entries = new LruMap({ budget: limit });
  }

  /** The kept result for `key`, or else that of `compute`, which is then kept unless it fails. */
  get(key: string, compute: () => T): T {
    const kept = this.#entries.get(key);
    if (kept) return kept;
    const result = compute();
    this.#entries.set(key, result);
    result.catch(() => this.#entries.delete(key));
    return result;
  }
}
