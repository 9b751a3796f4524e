/**
 * @file The loaded models of a host: the main model, which may still be loading, and the first-pass and last-pass
 * models, if there are any.
 */
import type { CascadeFit, LastPassFit } from '../../models/card';
import type { Strategy } from '../../core/types';
import { CascadeDecisions } from './cascade-decisions';
import type { LoadedModel } from './loaded-model';

/** The smaller model of a cascade, and how its logits relate to those of the main model. */
export type FirstPassModel = { readonly model: LoadedModel; readonly fit: CascadeFit };

/** The larger model that scores the best passages again, and how its logits join those of the main model. */
export type LastPassModel = { readonly model: LoadedModel; readonly fit: LastPassFit };

export class LoadedModels {
  /** The strategy of calls that do not give one. */
  readonly strategy: Strategy;
  readonly firstPass: FirstPassModel | undefined;
  readonly decisions = new CascadeDecisions();
  /** Resolves to the main model; rejects if it cannot be loaded. */
  readonly mainModelLoaded: Promise<LoadedModel>;
  /** Resolves to undefined if it cannot be loaded. Absent if the request names none. */
  readonly lastPassLoaded: Promise<LastPassModel | undefined> | undefined;
  #main: LoadedModel | undefined;
  #lastPass: LastPassModel | undefined;

  constructor(
    main: LoadedModel | Promise<LoadedModel>,
    firstPass: FirstPassModel | undefined,
    strategy: Strategy,
    lastPass?: Promise<LastPassModel | undefined>,
  ) {
    this.strategy = strategy;
    this.lastPassLoaded = lastPass;
    void lastPass?.then((loaded) => (this.#lastPass = loaded));
    this.firstPass = firstPass;
    if (!(main instanceof Promise)) this.#main = main;
    this.mainModelLoaded = Promise.resolve(main);
    this.mainModelLoaded.then(
      (loaded) => (this.#main = loaded),
      () => undefined,
    );
  }

  /** The main model, once it is loaded. */
  get main(): LoadedModel | undefined {
    return this.#main;
  }

  /** The last-pass model, once it is loaded. */
  get lastPass(): LastPassModel | undefined {
    return this.#lastPass;
  }

  /** The main model, or the first-pass model until the main model is loaded. */
  get bestAvailable(): LoadedModel {
    const model = this.#main ?? this.firstPass?.model;
    if (model) return model;
    throw new Error('Expected a loaded model, got none');
  }

  /** The size of all passage vectors in memory. */
  get vectorBytes(): number {
    return this.#all.reduce((sum, { vectors }) => sum + vectors.vectorBytes, 0);
  }

  /** Drops what is kept in memory of passages that a page has deleted. Keys are those of `passageKey`. */
  forget(keys: readonly string[]): void {
    for (const model of this.#all) {
      for (const key of keys) model.vectors.forget(key);
      model.pairScores?.clear();
      void model.vectorStorage?.forget(keys).catch(() => undefined);
    }
  }

  async dispose(): Promise<void> {
    await this.mainModelLoaded.catch(() => undefined);
    const loaded = this.#all;
    // A last-pass model that is still being downloaded is disposed of when it arrives.
    if (!this.#lastPass) void this.lastPassLoaded?.then((late) => late?.model.engine.dispose());
    for (const { engine } of loaded) await engine.dispose();
  }

  /** The models that are loaded. */
  get #all(): LoadedModel[] {
    return [this.#main, this.firstPass?.model, this.#lastPass?.model].filter((model) => model !== undefined);
  }
}
