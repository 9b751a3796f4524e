/**
 * @file `rankside/transformers/host`: the worker's side of `rankside/transformers`. An app that writes its worker
 * itself gives it the module `@huggingface/transformers`, or a model that it loaded with it.
 */
import { expose } from 'comlink';
import type { TransformersOptions } from '../core/types';
import { createHost } from '../host/create-host';
import { loadTransformersModel } from './load-transformers-model';
import { loadedModel, namedModels } from './model-source';
import type { TransformersPlatform } from './model-source';
import type { TransformersModel, TransformersModule, TransformersTokenizer } from './transformers-js';

export type { TransformersOptions } from '../core/types';
export type { TransformersModel, TransformersModule, TransformersTokenizer } from './transformers-js';

/** Models that are loaded by the name that the page gives. */
export type NamedModels = TransformersOptions & {
  /** The module: `import * as transformers from '@huggingface/transformers'`. */
  readonly transformers: TransformersModule;
};

/** One model that the app loads itself; the page's `model` is then without effect. */
export type GivenModel = {
  /** What `from_pretrained` of a model's class gives, or a promise of it. The app disposes of it. */
  readonly model: TransformersModel | PromiseLike<TransformersModel>;
  /** What `AutoTokenizer.from_pretrained` gives, or a promise of it. */
  readonly tokenizer: TransformersTokenizer | PromiseLike<TransformersTokenizer>;
  /**
   * Files of the repository beside its configuration, as their value by path: `1_Pooling/config.json` and
   * `modules.json` of a sentence encoder, or `rankside.json` with fields of a card. Default: none, so that a sentence
   * encoder pools by the mean.
   */
  readonly files?: Readonly<Record<string, unknown>>;
};

export type TransformersHostOptions = NamedModels | GivenModel;

/** A worker's global scope or a port. */
export type HostEndpoint = Pick<MessagePort, 'postMessage' | 'addEventListener' | 'removeEventListener'>;

/** The global scope as types of a page and of a worker alike may name it. */
const workerScope: unknown = globalThis;

/**
 * Answers the calls of a page's reranker with transformers.js, in a worker of the app. Call it before anything is
 * awaited, so that no message of the page is lost.
 *
 * @param endpoint Default: the worker's global scope
 * @throws TypeError for options without a module or a model
 */
export function exposeTransformersHost(
  options: TransformersHostOptions,
  endpoint: HostEndpoint = workerScope as HostEndpoint,
  platform: TransformersPlatform = browserPlatform,
): void {
  const source = sourceOf(options, platform);
  const { dtype, device } = options as Partial<NamedModels>;
  const defaults = { ...(dtype ? { dtype } : {}), ...(device ? { device } : {}) };
  expose(
    createHost((request, onEvent) => {
      const transformers = { ...defaults, ...request.transformers };
      return loadTransformersModel({ ...request, transformers }, source, onEvent);
    }),
    endpoint,
  );
}

function sourceOf(options: TransformersHostOptions, platform: TransformersPlatform) {
  if ('transformers' in options) return namedModels(options.transformers, platform);
  const { model, tokenizer, files } = options as Partial<GivenModel>;
  if (model && tokenizer) return loadedModel({ model, tokenizer }, files, platform);
  throw new TypeError('Expected `transformers`, or `model` and `tokenizer`, got neither');
}

const browserPlatform: TransformersPlatform = {
  fetch: (url, init) => fetch(url, init),
  threads: (requested = 4) =>
    globalThis.crossOriginIsolated ? Math.max(1, Math.min(requested, navigator.hardwareConcurrency)) : 1,
};
