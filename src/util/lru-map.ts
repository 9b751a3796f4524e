/**
 * @file A map with a budget: the least recently used entries are dropped when the others leave no space for a new one.
 */

export type LruOptions<V> = {
  /** The largest sum of the entries' sizes. */
  readonly budget: number;
  /** Size of an entry, in the unit of the budget. It must not change while the entry is kept. Default: 1. */
  readonly sizeOf?: (key: string, value: V) => number;
  /** Called with every entry that leaves the map: dropped, replaced or deleted. */
  readonly onRemove?: (key: string, value: V) => void;
};

export class LruMap<V> {
  readonly #budget: number;
  readonly #sizeOf: (key: string, value: V) => number;
  readonly #onRemove: ((key: string, value: V) => void) | undefined;
  /** In the order of use: a `Map` keeps the order of insertion, so an entry that is used is inserted again. */
  readonly #entries = new Map<string, V>();
  #used = 0;

  constructor({ budget, sizeOf = () => 1, onRemove }: LruOptions<V>) {
    this.#budget = budget;
    this.#sizeOf = sizeOf;
    this.#onRemove = onRemove;
  }

  /** Number of entries. */
  get size(): number {
    return this.#entries.size;
  }

  /** The sum of the entries' sizes. */
  get used(): number {
    return this.#used;
  }

  /** Does not count as a use. */
  has(key: string): boolean {
    return this.#entries.has(key);
  }

  /** Counts as a use. */
  get(key: string): V | undefined {
    const value = this.#entries.get(key);
    if (value === undefined) return undefined;
    this.#entries.delete(key);
    this.#entries.set(key, value);
    return value;
  }

  /** Keeps the entry and returns true, unless it alone exceeds the budget; then nothing changes. */
  set(key: string, value: V): boolean {
    const size = this.#sizeOf(key, value);
    if (size > this.#budget) return false;
    this.delete(key);
    for (const oldest of this.#entries.keys()) {
      if (this.#used + size <= this.#budget) break;
      this.delete(oldest);
    }
    this.#entries.set(key, value);
    this.#used += size;
    return true;
  }

  clear(): void {
    for (const key of [...this.#entries.keys()]) this.delete(key);
  }

  delete(key: string): void {
    const value = this.#entries.get(key);
    if (value === undefined) return;
    this.#entries.delete(key);
    this.#used -= this.#sizeOf(key, value);
    this.#onRemove?.(key, value);
  }
}
