/** @file A host with the real loader, listening on an endpoint. */
import { expose } from 'comlink';
import type { Endpoint } from 'comlink';
import { createHost } from './create-host';
import { browserEnvironment } from './environment';
import type { Environment } from './environment';
import { loadModel } from './load-model';
import { createMember } from './member';

/** Answers calls on `endpoint` (a worker's global scope or a port) from now on. */
export function exposeHost(endpoint: Endpoint, environment: Environment = browserEnvironment): void {
  expose(
    createHost((request, tell) => loadModel(request, environment, tell), createMember(environment)),
    endpoint,
  );
}
