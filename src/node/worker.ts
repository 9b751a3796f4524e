/** @file The script of a worker thread: the host of a page’s worker, with files from disk and a pool of threads. */
import { availableParallelism } from 'node:os';
import { parentPort } from 'node:worker_threads';
import type { Endpoint } from 'comlink';
import { nodeEnvironment } from '../cli/node-environment';
import { exposeHost } from '../host/expose-host';
import { ThreadWorker } from '../cli/thread-worker';

if (!parentPort) throw new Error('Expected to run in a worker thread, got the main thread');

exposeHost(parentPort as unknown as Endpoint, {
  ...nodeEnvironment,
  cores: (requested = availableParallelism()) => Math.max(1, Math.min(Math.floor(requested), availableParallelism())),
  spawn: () => new ThreadWorker(new URL(import.meta.url)) as unknown as Worker,
});
