/** @file A host with the real loader, listening on an endpoint. */
import { expose } from 'comlink';
import type { Endpoint } from 'comlink';
import { createHost } from './create-host';
import { browserEnvironment } from './platform/environment';
import type { Environment } from './platform/environment';
import { loadModel } from './load-model';
import { createPoolWorker } from './pool/pool-worker';

/** Answers calls on `endpoint` (a worker's global scope or a port) from now on. */
export function exposeHost(endpoint: Endpoint, environment: Environment = browserEnvironment): void {
  expose(
    createHost((request, tell) => loadModel(request, environment, tell), createPoolWorker(environment)),
    endpoint,
  );
}
