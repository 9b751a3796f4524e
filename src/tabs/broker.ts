/**
 * @file The shared worker through which the pages of an origin find the page that leads, whose worker all of them use.
 * It passes ports on, and sees nothing of what goes through them.
 *
 * A page may be closed without a word. So a client's port is sent only after the leading page has answered, and a new
 * leading page is asked for every client that has no answer.
 */
import type { FromBroker, FromPage } from './broker-messages';

/** The part of a port that the broker uses. */
export type PagePort = {
  onmessage: ((event: MessageEvent<FromPage>) => void) | null;
  postMessage(message: FromBroker, transfer?: Transferable[]): void;
};

export class Broker {
  /** The pages of the clients that look for the leading page. */
  readonly #asking = new Map<string, PagePort>();
  /** The pages of the clients whose ports the leading page has. */
  readonly #served = new Map<string, PagePort>();
  #leader: PagePort | undefined;

  connect(page: PagePort): void {
    page.onmessage = ({ data }) => this.#receive(page, data);
    page.postMessage({ kind: 'connected' });
  }

  #receive(page: PagePort, message: FromPage): void {
    switch (message.kind) {
      case 'ask':
        this.#asking.set(message.client, page);
        this.#leader?.postMessage(message);
        break;
      case 'come':
        if (page === this.#leader) this.#asking.get(message.client)?.postMessage(message);
        break;
      case 'client':
        this.#asking.delete(message.client);
        this.#served.set(message.client, page);
        this.#leader?.postMessage(message, [message.port]);
        break;
      case 'lead':
        this.#follow(page);
        break;
      case 'resign':
        if (page === this.#leader) this.#follow(undefined);
    }
  }

  #follow(leader: PagePort | undefined): void {
    this.#leader = leader;
    for (const [client, page] of this.#served) page.postMessage({ kind: 'lost', client });
    this.#served.clear();
    if (leader) for (const client of this.#asking.keys()) leader.postMessage({ kind: 'ask', client });
  }
}
