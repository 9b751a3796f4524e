/**
 * @file This page among the pages that share a worker. Each of them waits for one Web Lock. The page that holds it
 * leads and runs the worker; when it is closed, the browser gives the lock to the next.
 */
import type { FromBroker, FromPage } from './broker-messages';
import { Leader } from './leader';

/** A reranker of this page: the port that its worker will answer on, and what to do when the worker is lost. */
type Client = { readonly port: MessagePort; readonly onLost: () => void };

export class PageGroup {
  readonly #broker: MessagePort;
  readonly #lock: string;
  readonly #startWorker: () => Worker;
  readonly #clients = new Map<string, Client>();
  #leader: Leader | undefined;
  /** Ends the wait for the lock. */
  #waiting: AbortController | undefined;

  /** @param lock the name of the Web Lock of the page that leads */
  constructor(broker: MessagePort, lock: string, startWorker: () => Worker) {
    this.#broker = broker;
    this.#lock = lock;
    this.#startWorker = startWorker;
    broker.onmessage = ({ data }: MessageEvent<FromBroker>) => this.#receive(data);
  }

  /** @param name the Web Lock that this page holds until the client leaves */
  add(name: string, client: Client): void {
    this.#clients.set(name, client);
    this.#send({ kind: 'ask', client: name });
    void this.#standForLead();
  }

  remove(name: string): void {
    this.#clients.delete(name);
    if (this.#clients.size === 0) this.#waiting?.abort();
  }

  /** Waits for the lock as long as there are clients, and leads when this page has it. */
  async #standForLead(): Promise<void> {
    if (this.#waiting) return;
    while (this.#clients.size > 0) {
      this.#waiting = new AbortController();
      const { signal } = this.#waiting;
      await navigator.locks.request(this.#lock, { signal }, () => this.#lead()).catch(() => undefined);
    }
    this.#waiting = undefined;
  }

  async #lead(): Promise<void> {
    if (this.#clients.size === 0) return;
    this.#leader = new Leader(this.#startWorker());
    this.#send({ kind: 'lead' });
    await this.#leader.ended;
    this.#leader = undefined;
    this.#send({ kind: 'resign' });
  }

  #receive(message: FromBroker): void {
    switch (message.kind) {
      case 'ask':
        if (this.#leader) this.#send({ kind: 'come', client: message.client });
        break;
      case 'client':
        void this.#leader?.admit(message.client, message.port);
        break;
      case 'come': {
        const client = this.#clients.get(message.client);
        if (client) this.#send({ kind: 'client', client: message.client, port: client.port });
        break;
      }
      case 'lost': {
        const client = this.#clients.get(message.client);
        this.remove(message.client);
        client?.onLost();
        break;
      }
      case 'connected':
    }
  }

  #send(message: FromPage): void {
    this.#broker.postMessage(message, message.kind === 'client' ? [message.port] : []);
  }
}
