/** @file The models that a worker has loaded for its clients: one for all that ask with equal options. */
import type { HostApi, HostReport, LoadRequest } from '../../protocol/host-api';
import type { Wire } from '../../protocol/wire-error';
import { SharedLoad } from './shared-load';

export class SharedLoads {
  readonly #createHost: () => HostApi;
  readonly #loads = new Map<string, SharedLoad>();

  constructor(createHost: () => HostApi) {
    this.#createHost = createHost;
  }

  /** Loads what the request asks for, unless it is loaded already. A load that failed is not kept. */
  async join(request: LoadRequest, client: MessagePort): Promise<{ load: SharedLoad; answer: Wire<HostReport> }> {
    const key = keyOf(request);
    const load = this.#loads.get(key) ?? new SharedLoad(this.#createHost(), request);
    this.#loads.set(key, load);
    const answer = await load.join(client);
    if (!answer.ok) await this.leave(load, client);
    return { load, answer };
  }

  /** Removes a client. The model of the last one is disposed of. */
  async leave(load: SharedLoad, client: MessagePort): Promise<void> {
    load.leave(client);
    if (!load.isUnused) return;
    for (const [key, each] of this.#loads) if (each === load) this.#loads.delete(key);
    await load.host.dispose();
  }
}

/** Names a loaded model by all that it depends on, which is everything but the client's lock. */
function keyOf({ lifeLock: _, ...rest }: LoadRequest): string {
  return JSON.stringify(rest, (_key, value: unknown) => (isRecord(value) ? sorted(value) : value));
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function sorted(value: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
}
