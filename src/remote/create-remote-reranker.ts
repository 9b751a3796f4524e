/** @file A reranker whose model runs on a server. */
import { RerankerClient } from '../client/reranker-client';
import type { Reranker } from '../client/reranker';
import { baseUrl } from '../util/base-url';
import { REMOTE_APIS } from './api';
import type { RemoteApi } from './api';
import { INTERFACES } from './interfaces';
import { RemoteBackend } from './remote-backend';
import type { RemoteReport } from './remote-report';

export type RemoteOptions = {
  /** The whole address that rankings are posted to, such as `https://host/v1/rerank`. */
  readonly url: string | URL;
  readonly api: RemoteApi;
  /** The model to ask for. Servers of one model (TEI, llama.cpp) need none. */
  readonly model?: string;
  /** Sent with every request. A key in a page is everybody's: let a server of yours add it. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Milliseconds for one attempt. Default 10,000. */
  readonly timeoutMs?: number;
  /** Attempts after the first, when one may help. Default 2. */
  readonly retries?: number;
  /** Milliseconds before the second attempt, doubled after each, unless the server says when. Default 250. */
  readonly retryDelayMs?: number;
  /** Passages a request. Default: what servers take as they come, 32 for `tei` and 1,000 for the others. */
  readonly batchSize?: number;
  /** Default: the global `fetch`. */
  readonly fetch?: typeof fetch;
};

const DEFAULTS = { timeoutMs: 10_000, retries: 2, retryDelayMs: 250 };

/**
 * A reranker that sends query and passages to a server: same verbs, events and endings as a local one. Nothing is sent before the first
 * call. Calls run side by side, so `priority` changes nothing; a score is the server's own, and `logit` repeats it.
 *
 * @throws TypeError or RangeError for a bad option
 */
export function createRemoteReranker(options: RemoteOptions): Reranker<RemoteReport> {
  const { api, model, headers = {}, fetch = globalFetch } = options;
  if (!REMOTE_APIS.includes(api)) {
    throw new RangeError(`Expected \`api\` to be one of ${REMOTE_APIS.join(', ')}, got \`${api as string}\``);
  }
  const numbers = { ...DEFAULTS, batchSize: INTERFACES[api].batch, ...pickNumbers(options) };
  return new RerankerClient(new RemoteBackend({ api, model, url: toUrl(options.url), headers, fetch, ...numbers }));
}

/** The one of the moment, called as a page wants it to be. */
const globalFetch: typeof fetch = (input, init) => globalThis.fetch(input, init);

/** @throws TypeError for what is no address, RangeError for one that cannot be fetched */
function toUrl(given: string | URL): string {
  const { protocol, username, password, href } = new URL(given, baseUrl());
  if (protocol !== 'http:' && protocol !== 'https:') {
    throw new RangeError(`Expected \`url\` to begin with http or https, got \`${href}\``);
  }
  if (username !== '' || password !== '') {
    throw new RangeError('Expected `url` without user and password, which `fetch` does not take: use `headers`');
  }
  return href;
}

const MINIMUMS = { timeoutMs: 1, retries: 0, retryDelayMs: 0, batchSize: 1 };

/** The numbers that were given. */
function pickNumbers(options: RemoteOptions): Partial<typeof MINIMUMS> {
  const given: Partial<typeof MINIMUMS> = {};
  for (const [key, least] of Object.entries(MINIMUMS)) {
    const name = key as keyof typeof MINIMUMS;
    const value = options[name];
    if (value === undefined) continue;
    const isWhole = name === 'timeoutMs' || name === 'retryDelayMs' || Number.isInteger(value);
    if (!(value >= least && value < Infinity && isWhole)) {
      throw new RangeError(`Expected \`${name}\` to be a number from ${least} up, got \`${String(value)}\``);
    }
    given[name] = value;
  }
  return given;
}
