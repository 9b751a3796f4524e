/** @file Who serves a host's jobs: the main model, which may be on its way, and the scout beside it. */
import type { CascadeFit } from '../src/models/card';
import type { Strategy } from '../src/types';
import type { Serving } from './serving';

/** A cascade's smaller model, and what its logits say of the main model's. */
export type Scout = { readonly serving: Serving; readonly fit: CascadeFit };

export class Staff {
  /** Of calls that do not say. */
  readonly strategy: Strategy;
  readonly scout: Scout | undefined;
  /** Rejects where the main model cannot be had. */
  readonly arrival: Promise<Serving>;
  #main: Serving | undefined;

  constructor(serving: Serving | Promise<Serving>, scout: Scout | undefined, strategy: Strategy) {
    this.strategy = strategy;
    this.scout = scout;
    if (!(serving instanceof Promise)) this.#main = serving;
    this.arrival = Promise.resolve(serving);
    this.arrival.then(
      (main) => (this.#main = main),
      () => undefined,
    );
  }

  /** The main model, once it is there. */
  get main(): Serving | undefined {
    return this.#main;
  }

  /** The main model, or the scout where that is not there. */
  get present(): Serving {
    const serving = this.#main ?? this.scout?.serving;
    if (serving) return serving;
    throw new Error('Expected a model that serves');
  }

  /** Of all passage vectors in memory. */
  get vectorBytes(): number {
    return (this.#main?.vectors.vectorBytes ?? 0) + (this.scout?.serving.vectors.vectorBytes ?? 0);
  }

  async dispose(): Promise<void> {
    const main = await this.arrival.catch(() => undefined);
    await main?.engine.dispose();
    await this.scout?.serving.engine.dispose();
  }
}
