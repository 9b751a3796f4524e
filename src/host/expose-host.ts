/** @file Creates a host that loads real models and answers calls on an endpoint. */
import { expose } from 'comlink';
import type { Endpoint } from 'comlink';
import { createAdmission } from './clients/admission';
import { createHost } from './create-host';
import { browserEnvironment } from './platform/environment';
import type { Environment } from './platform/environment';
import { loadModel } from './load-model';
import { createPoolWorker } from './pool/pool-worker';

/** @param endpoint a worker's global scope or a port */
export function exposeHost(endpoint: Endpoint, environment: Environment = browserEnvironment): void {
  const poolWorker = createPoolWorker(environment);
  const create = () =>
    createHost((request, onEvent) => loadModel(request, environment, onEvent), poolWorker, environment.fetch);
  expose({ ...create(), ...createAdmission(create) }, endpoint);
}
