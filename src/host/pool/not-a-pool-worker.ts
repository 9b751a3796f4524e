/** @file The answers of a host that is not meant to be a worker of another host's pool. */
import type { PoolWorkerApi } from '../../protocol/pool-worker-api';
import { wired } from '../../protocol/wire-error';
import type { Wire } from '../../protocol/wire-error';

const fail = (): Promise<Wire<never>> => wired(() => Promise.reject(new Error('This host is not a pool worker')));

export const notAPoolWorker: PoolWorkerApi = {
  addEngine: fail,
  encode: fail,
  classify: fail,
  cancelBatches: () => Promise.resolve(),
};
