/** @file `rankside/node`: the same reranker in Node, on worker threads and all cores. */
import { stat } from 'node:fs/promises';
import { pathToFileURL } from 'node:url';
import { assetsUnder, MODEL_FILES } from '../client/assets-under';
import { createReranker as createFromParts } from '../client/create-reranker';
import type { CreateOptions, Reranker, WorkerLike } from '../client/reranker';
import { ThreadWorker } from '../cli/thread-worker';

export { RerankError, isRerankError } from '../core/errors';
export type { RerankErrorCode } from '../core/errors';
export type { CreateOptions, Reranker } from '../client/reranker';
export type { Passage, Ranked, RankEvent, RerankOptions, RerankResult } from '../core/types';

/**
 * Starts a worker thread, loads the model in it, tests it, and resolves when it can rank. The options are those of
 * `createReranker` in a page, with these differences: `model` and `lastPass` may also be the path of a model folder,
 * `cores` is all cores by default, onnxruntime-web needs no `runtimes`, files and vectors are kept in memory only, and
 * there is no WebGPU. The threads keep the process alive until `dispose()`.
 *
 * @throws what `createReranker` throws in a page
 */
export async function createReranker(options: CreateOptions = {}): Promise<Reranker> {
  const { assets = new URL('./', import.meta.url), model = 'base', lastPass } = options;
  return createFromParts({
    runtimes: [{ runtime: 'onnx', files: assetsUnder(assets).runtime }],
    worker: startThread,
    ...options,
    assets,
    model: typeof model === 'string' ? await folderOrName(model) : model,
    ...(typeof lastPass === 'string' ? { lastPass: await folderOrName(lastPass) } : {}),
  });
}

function startThread(): WorkerLike {
  return new ThreadWorker(new URL('./node-worker.js', import.meta.url)) as unknown as Worker;
}

async function folderOrName(model: string): Promise<string | URL> {
  if (Object.hasOwn(MODEL_FILES, model)) return model;
  const isFolder = await stat(model).then(
    (found) => found.isDirectory(),
    () => false,
  );
  return isFolder ? pathToFileURL(`${model}/`) : model;
}
