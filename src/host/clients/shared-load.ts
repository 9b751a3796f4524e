/** @file A loaded model that several clients use: the first of them loads it, and the others find it loaded. */
import type { HostApi, HostReport, LoadEvent, LoadRequest } from '../../protocol/host-api';
import type { Wire } from '../../protocol/wire-error';

export class SharedLoad {
  readonly host: HostApi;
  readonly #answer: Promise<Wire<HostReport>>;
  readonly #clients = new Set<MessagePort>();
  /** The newest report, where it came after the answer. */
  #changed: HostReport | undefined;

  /** @param request of the client that loads the model; the other clients ask for the same */
  constructor(host: HostApi, request: LoadRequest) {
    this.host = host;
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = ({ data }: MessageEvent<LoadEvent>) => this.#forward(data);
    this.#answer = host.load({ ...request, lifeLock: `${request.lifeLock} (shared)` }, port2);
  }

  get isUnused(): boolean {
    return this.#clients.size === 0;
  }

  /** Adds a client and its port for the events of the load, and resolves once the model is loaded. */
  async join(client: MessagePort): Promise<Wire<HostReport>> {
    this.#clients.add(client);
    const answer = await this.#answer;
    return answer.ok && this.#changed ? { ok: true, value: this.#changed } : answer;
  }

  leave(client: MessagePort): void {
    this.#clients.delete(client);
    client.close();
  }

  /** Each client holds a life lock of its own, so it is not told of the one of the load. */
  #forward(event: LoadEvent): void {
    if (event.kind === 'report') this.#changed = event.report;
    if (event.kind === 'locked') return;
    for (const client of this.#clients) client.postMessage(event);
  }
}
