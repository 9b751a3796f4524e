/** @file Creates a reranker whose model runs on a server. */
import { RerankerClient } from '../client/reranker-client';
import type { Reranker } from '../client/reranker';
import { baseUrl } from '../util/base-url';
import { REMOTE_APIS } from './api';
import type { RemoteApi } from './api';
import { INTERFACES } from './interfaces';
import { RemoteBackend } from './remote-backend';
import type { RemoteReport } from './remote-report';

/** Options of `createRemoteReranker`. */
export type RemoteOptions = {
  /** The full address that requests are posted to, such as `https://host/v1/rerank`. */
  readonly url: string | URL;
  /** The HTTP interface of the server. */
  readonly api: RemoteApi;
  /** The model to request. Servers with a single model (TEI, llama.cpp) need none. */
  readonly model?: string;
  /** HTTP headers of every request. A key in a page is public; add it on a server of yours instead. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Milliseconds after which one attempt fails. Default 10,000. */
  readonly timeoutMs?: number;
  /** The number of attempts after the first, for transient failures. Default 2. */
  readonly retries?: number;
  /**
   * Milliseconds before the second attempt; doubled after each attempt. A `Retry-After` of the server overrides it.
   * Default 250.
   */
  readonly retryDelayMs?: number;
  /**
   * The number of passages in one request. Default: 32 for `tei` and 1,000 for the others, which servers accept by
   * default.
   */
  readonly batchSize?: number;
  /** The function that sends requests. Default: the global `fetch`. */
  readonly fetch?: typeof fetch;
};

const DEFAULTS = { timeoutMs: 10_000, retries: 2, retryDelayMs: 250 };

/**
 * Creates a reranker that sends query and passages to a server. It has the same methods, events and errors as a local
 * one.
 *
 * Nothing is sent before the first call. Calls run concurrently, so `priority` has no effect. A score is the server's
 * own, and `logit` equals it.
 *
 * @throws TypeError or RangeError for an invalid option
 */
export function createRemoteReranker(options: RemoteOptions): Reranker<RemoteReport> {
  const { api, model, fetch = globalFetch } = options;
  if (!REMOTE_APIS.includes(api)) {
    throw new RangeError(`Expected \`api\` to be one of ${REMOTE_APIS.join(', ')}, got \`${api as string}\``);
  }
  const headers = toHeaders(options.headers);
  const numbers = { ...DEFAULTS, batchSize: INTERFACES[api].batch, ...pickNumbers(options) };
  return new RerankerClient(new RemoteBackend({ api, model, url: toUrl(options.url), headers, fetch, ...numbers }));
}

/** Calls the current global `fetch` as a method, because browsers require that and pages may replace it. */
const globalFetch: typeof fetch = (input, init) => globalThis.fetch(input, init);

/** @throws TypeError for an invalid URL, RangeError for one that cannot be fetched */
function toUrl(given: string | URL): string {
  const { protocol, username, password, href } = new URL(given, baseUrl());
  if (protocol !== 'http:' && protocol !== 'https:') {
    throw new RangeError(`Expected \`url\` to begin with http or https, got \`${href}\``);
  }
  if (username !== '' || password !== '') {
    throw new RangeError(
      'Expected `url` to have no user or password, which `fetch` does not accept; use `headers` instead',
    );
  }
  return href;
}

/** @throws TypeError for a header that HTTP does not allow; its value, which may be a key, is not repeated */
function toHeaders(given: Readonly<Record<string, string>> = {}): Headers {
  const headers = new Headers();
  for (const [name, value] of given instanceof Headers ? [...given] : Object.entries(given)) {
    try {
      if (typeof value !== 'string') throw new TypeError('The value is no string');
      headers.append(name, value);
    } catch (cause) {
      const what = `Expected \`headers\` to have names and values that HTTP allows, got \`${JSON.stringify(name)}\``;
      throw new TypeError(what, { cause });
    }
  }
  return headers;
}

const MINIMUMS = { timeoutMs: 1, retries: 0, retryDelayMs: 0, batchSize: 1 };

/** Validates and returns the numeric options that were given. */
function pickNumbers(options: RemoteOptions): Partial<typeof MINIMUMS> {
  const given: Partial<typeof MINIMUMS> = {};
  for (const [key, least] of Object.entries(MINIMUMS)) {
    const name = key as keyof typeof MINIMUMS;
    const value = options[name];
    if (value === undefined) continue;
    const isAllowed = name === 'timeoutMs' || name === 'retryDelayMs' || Number.isInteger(value);
    if (!(value >= least && value < Infinity && isAllowed)) {
      throw new RangeError(`Expected \`${name}\` to be a number from ${least} up, got \`${String(value)}\``);
    }
    given[name] = value;
  }
  return given;
}
