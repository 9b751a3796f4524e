/** @file The reranker in Node: the client and the host of a page, in one thread, connected by a message channel. */
import { stat } from 'node:fs/promises';
import { pathToFileURL } from 'node:url';
import { exposeHost } from '../host/expose-host';
import { assetsUnder } from '../client/assets-under';
import { createReranker } from '../client/create-reranker';
import type { CardOverrides } from '../models/card-overrides';
import { embeddedModels } from '../models/embedded';
import type { Reranker } from '../client/reranker';
import type { Dtype, LongPassages, StageRequest, Strategy } from '../core/types';
import type { Environment } from '../host/platform/environment';
import { exposeTransformersHost } from '../transformers/host';
import type { TransformersModule } from '../transformers/host';
import { nodeEnvironment } from './node-environment';

export type NodeRerankerOptions = {
  /** An embedded model's name, or the path of a model folder. */
  readonly model?: string;
  /** Fields that replace those of the model's card. */
  readonly card?: CardOverrides;
  /** The number of layers to run. Default: all. */
  readonly depth?: number;
  /** The name of a method. Default: the model's own. */
  readonly method?: string;
  readonly stages?: readonly StageRequest[];
  readonly cores?: number;
  readonly vectorCacheBytes?: number;
  /** The parts of too long passages that are read. Default: `first`. */
  readonly longPassages?: LongPassages;
  /** Default: `exact`, which loads one model and gives the same ranking for every `--top`. */
  readonly strategy?: Strategy;
  /** The name or the path of the folder of a last-pass model. Default: none. */
  readonly lastPass?: string;
  /** The number format. Default: chosen by the engine. */
  readonly dtype?: Dtype;
  /** The library that runs the model. Default: the package's own engines. */
  readonly runBy?: 'transformers';
};

/**
 * @param assets the folder that holds `runtime/` and `models/`. Default: that of the built package
 * @param environment the platform of the host. Default: Node
 * @param transformers the module that runs the model with `runBy`. Default: `@huggingface/transformers`
 */
export async function createNodeReranker(
  options: NodeRerankerOptions = {},
  assets = new URL('./', import.meta.url),
  environment = nodeEnvironment,
  transformers?: TransformersModule,
): Promise<Reranker> {
  const { model = 'base', strategy = 'exact', lastPass, runBy, ...rest } = options;
  const connect = runBy
    ? connectTransformers(transformers ?? (await loadTransformers()))
    : () => connectHost(environment);
  return createReranker({
    ...rest,
    strategy,
    model: await nameOrFolder(model),
    ...(lastPass === undefined ? {} : { lastPass: await nameOrFolder(lastPass) }),
    assets,
    runtimes: [{ runtime: 'onnx', files: assetsUnder(assets).runtime }],
    device: 'wasm',
    // The hang watchdog is disabled: client and host share a thread, so a missing heartbeat only means a busy machine.
    hangMs: 2 ** 31 - 1,
    worker: connect,
  });
}

function connectHost(environment: Environment): MessagePort {
  const { port1, port2 } = new MessageChannel();
  exposeHost(port2, environment);
  return port1;
}

/** @throws Error if `@huggingface/transformers` is not installed */
export async function loadTransformers(): Promise<TransformersModule> {
  return (await import('@huggingface/transformers')) as unknown as TransformersModule;
}

function connectTransformers(transformers: TransformersModule): () => MessagePort {
  return () => {
    const { port1, port2 } = new MessageChannel();
    exposeTransformersHost({ transformers }, port2, { fetch: nodeEnvironment.fetch, threads: () => 1 });
    return port1;
  };
}

async function nameOrFolder(model: string): Promise<string | URL> {
  if (model in embeddedModels) return model;
  const isFolder = await stat(model).then(
    (found) => found.isDirectory(),
    () => false,
  );
  return isFolder ? pathToFileURL(`${model}/`) : model;
}
