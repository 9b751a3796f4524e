/**
 * @file The messages between a page and the broker. A client, which is a reranker of a page, is named by the Web Lock
 * that its page holds as long as it needs the worker.
 */

export type FromPage =
  /** A client of the page looks for the leading page. */
  | { readonly kind: 'ask'; readonly client: string }
  /** The port of its calls, once the leading page has answered. */
  | { readonly kind: 'client'; readonly client: string; readonly port: MessagePort }
  /** The page leads from now on: its worker takes clients. */
  | { readonly kind: 'lead' }
  /** The leading page, which is alive, answers a client that asked. */
  | { readonly kind: 'come'; readonly client: string }
  /** The worker of the leading page has ended. */
  | { readonly kind: 'resign' };

export type FromBroker =
  | { readonly kind: 'connected' }
  /** To the leading page. */
  | { readonly kind: 'ask'; readonly client: string }
  | { readonly kind: 'client'; readonly client: string; readonly port: MessagePort }
  /** To the page of the client. */
  | { readonly kind: 'come'; readonly client: string }
  /** To the page of a client whose port went to a page that leads no more. */
  | { readonly kind: 'lost'; readonly client: string };
