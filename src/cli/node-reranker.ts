/** @file The same client and host as in a page, both in this thread, joined by a message channel. */
import { stat } from 'node:fs/promises';
import { pathToFileURL } from 'node:url';
import { exposeHost } from '../host/expose-host';
import { createReranker } from '../client/create-reranker';
import { embeddedModels } from '../models/embedded';
import type { Reranker } from '../client/reranker';
import type { LongPassages, StageRequest, Strategy } from '../core/types';
import type { Environment } from '../host/platform/environment';
import { nodeEnvironment } from './node-environment';

export type NodeRerankerOptions = {
  /** An embedded model's name, or the path of a model folder. */
  readonly model?: string;
  /** After how many layers the model stops. Default: the deepest. */
  readonly depth?: number;
  /** Name of a method, or several one after another. Default: the model's own. */
  readonly method?: string;
  readonly stages?: readonly StageRequest[];
  readonly cores?: number;
  readonly vectorCacheBytes?: number;
  /** What is read of long passages. Default `first`. */
  readonly longPassages?: LongPassages;
  /** Default `exact`: one model to load, and the same ranking whatever `--top` is. */
  readonly strategy?: Strategy;
};

/**
 * @param assets folder that holds `runtime/` and `models/`: the built package's
 * @param environment what the host stands on. Default: Node as it is
 */
export async function createNodeReranker(
  options: NodeRerankerOptions = {},
  assets = new URL('./', import.meta.url),
  environment = nodeEnvironment,
): Promise<Reranker> {
  const { model = 'base', strategy = 'exact', ...rest } = options;
  return createReranker({
    ...rest,
    strategy,
    model: await nameOrFolder(model),
    assets,
    device: 'wasm',
    // Both ends share this thread: who waits too long for a sign of life would only tell of a busy machine.
    hangMs: 2 ** 31 - 1,
    worker: () => inThisThread(environment),
  });
}

function inThisThread(environment: Environment): MessagePort {
  const { port1, port2 } = new MessageChannel();
  exposeHost(port2, environment);
  return port1;
}

async function nameOrFolder(model: string): Promise<string | URL> {
  if (model in embeddedModels) return model;
  const isFolder = await stat(model).then(
    (found) => found.isDirectory(),
    () => false,
  );
  return isFolder ? pathToFileURL(`${model}/`) : model;
}
