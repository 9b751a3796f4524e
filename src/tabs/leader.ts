/** @file The worker of the page that leads, as long as it lives and has clients. */
import { transfer, wrap } from 'comlink';
import type { SharedHostApi } from '../protocol/host-api';

export class Leader {
  readonly #api;
  #clients = 0;
  #end!: () => void;
  /** Resolves when the worker has died, or its last client has left. */
  readonly ended = new Promise<void>((resolve) => (this.#end = resolve));

  constructor(worker: Worker) {
    this.#api = wrap<SharedHostApi>(worker);
    worker.addEventListener('error', () => this.#end());
    void this.ended.then(() => worker.terminate());
    void this.#watch();
  }

  /** Hands a client's port to the worker. @param client the Web Lock that the client's page holds until it leaves */
  async admit(client: string, port: MessagePort): Promise<void> {
    this.#clients++;
    await this.#api.admit(transfer(port, [port]), client);
    this.#clients--;
    if (this.#clients === 0) this.#end();
  }

  /** Ends when the worker does, which sends no event where it is terminated or crashes. */
  async #watch(): Promise<void> {
    const lock = `rankside-worker ${crypto.randomUUID()}`;
    await this.#api.holdUntilEnd(lock);
    await navigator.locks.request(lock, () => this.#end());
  }
}
