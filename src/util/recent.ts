/** @file The last few results of an asynchronous computation, by key. */
export class Recent<T extends Promise<unknown>> {
  readonly #limit: number;
  readonly #entries = new Map<string, T>();

  constructor(limit: number) {
    this.#limit = limit;
  }

  /** What `compute` gave for `key`, if that is not long ago; a failure is not kept. */
  get(key: string, compute: () => T): T {
    const found = this.#entries.get(key) ?? compute();
    this.#entries.delete(key);
    this.#entries.set(key, found);
    found.catch(() => this.#entries.delete(key));
    if (this.#entries.size > this.#limit) this.#entries.delete(this.#entries.keys().next().value!);
    return found;
  }
}
