/** @file Lets several pages use one worker. A page that vanishes is noticed by the lock that it held. */
import { expose } from 'comlink';
import type { HostApi, SharedHostApi } from '../../protocol/host-api';
import { holdLock } from '../platform/life-lock';
import { createClientHost } from './client-host';
import { SharedLoads } from './shared-loads';

export function createAdmission(createHost: () => HostApi): SharedHostApi {
  const loads = new SharedLoads(createHost);
  let clients = 0;
  return {
    holdUntilEnd: async (lock) => {
      await holdLock(lock);
    },
    async admit(port, lock) {
      const client = createClientHost(++clients, loads);
      expose(client, port);
      await navigator.locks.request(lock, () => undefined);
      await client.dispose();
      port.close();
    },
  };
}
