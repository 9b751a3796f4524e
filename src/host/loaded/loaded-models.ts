/** @file Who serves a host's jobs: the main model, which may be on its way, and the first-pass model beside it. */
import type { CascadeFit } from '../../models/card';
import type { Strategy } from '../../core/types';
import type { LoadedModel } from './loaded-model';

/** A cascade's smaller model, and what its logits say of the main model's. */
export type FirstPassModel = { readonly model: LoadedModel; readonly fit: CascadeFit };

export class LoadedModels {
  /** Of calls that do not say. */
  readonly strategy: Strategy;
  readonly firstPass: FirstPassModel | undefined;
  /** Rejects where the main model cannot be had. */
  readonly mainModelLoaded: Promise<LoadedModel>;
  #main: LoadedModel | undefined;

  constructor(serving: LoadedModel | Promise<LoadedModel>, firstPass: FirstPassModel | undefined, strategy: Strategy) {
    this.strategy = strategy;
    this.firstPass = firstPass;
    if (!(serving instanceof Promise)) this.#main = serving;
    this.mainModelLoaded = Promise.resolve(serving);
    this.mainModelLoaded.then(
      (main) => (this.#main = main),
      () => undefined,
    );
  }

  /** The main model, once it is there. */
  get main(): LoadedModel | undefined {
    return this.#main;
  }

  /** The main model, or the first-pass model where that is not there. */
  get bestAvailable(): LoadedModel {
    const serving = this.#main ?? this.firstPass?.model;
    if (serving) return serving;
    throw new Error('Expected a model that serves');
  }

  /** Of all passage vectors in memory. */
  get vectorBytes(): number {
    return (this.#main?.vectors.vectorBytes ?? 0) + (this.firstPass?.model.vectors.vectorBytes ?? 0);
  }

  async dispose(): Promise<void> {
    const main = await this.mainModelLoaded.catch(() => undefined);
    await main?.engine.dispose();
    await this.firstPass?.model.engine.dispose();
  }
}
