/**
 * @file `rankside/fetch`: a `fetch` function that answers rerank requests on this device, so that clients of hosted
 * rerankers can rank locally without a change of their code.
 */
import type { RemoteApi } from '../remote/api';
import { baseUrl } from '../util/base-url';
import { validateCall } from '../client/validate';
import { readRequest, detectApi } from './rerank-fetch/read-request';
import type { RerankRequest } from './rerank-fetch/read-request';
import { rankingResponse, faultResponse, mistakeResponse } from './rerank-fetch/write-response';
import { callOptions, toRankerGetter } from './shared/source';
import type { FixedOptions, Ranker, RankerSource } from './shared/source';

export type { RankerSource, RemoteApi };

/** Options of `createRerankFetch`; options of `rerank` among them apply to every call. */
export type RerankFetchOptions = FixedOptions & {
  /**
   * Selects the POST requests to answer here. Default: those whose path ends in `/rerank` or `/reranking`, on any host.
   */
  readonly match?: (url: URL) => boolean;
  /** The interface that the client uses. Default: detected from each request. */
  readonly api?: RemoteApi;
  /** The function that handles every other request. Default: the global `fetch`. */
  readonly fetch?: typeof fetch;
};

/**
 * Creates a `fetch` that answers rerank requests with a local reranker.
 *
 * A matching request never reaches the network, even when it fails. Invalid requests, and queries that are too long,
 * get the 4xx response of the imitated server, which clients do not retry; transient failures get a 503 and other
 * faults of this side a 500. An abort rejects as with `fetch`.
 */
export function createRerankFetch(reranker: RankerSource, options: RerankFetchOptions = {}): typeof fetch {
  const { match = isRerankPath, api, fetch: fetchOthers, ...fixed } = options;
  const ranker = toRankerGetter(reranker);
  return async (input, init) => {
    const url = new URL(input instanceof Request ? input.url : input, baseUrl());
    const method = init?.method ?? (input instanceof Request ? input.method : 'GET');
    if (method.toUpperCase() !== 'POST' || !match(url)) return (fetchOthers ?? globalThis.fetch)(input, init);
    return respond(new Request(input instanceof Request ? input : url, init), { url, api, fixed, ranker });
  };
}

type FetchContext = {
  readonly url: URL;
  readonly api: RemoteApi | undefined;
  readonly fixed: FixedOptions;
  readonly ranker: () => Promise<Ranker>;
};

async function respond(request: Request, { url, api, fixed, ranker }: FetchContext): Promise<Response> {
  let detected: RemoteApi = api ?? detectApi(url, {});
  try {
    const body = toObject(await request.json());
    detected = api ?? detectApi(url, body);
    const rerankRequest = readRequest(detected, body);
    const { query, texts, topN } = rerankRequest;
    validateCall(query, texts, callOptions({}, topN, undefined));
    return await rank(rerankRequest, { fixed, ranker, signal: request.signal });
  } catch (error) {
    request.signal.throwIfAborted();
    return mistakeResponse(detected, error);
  }
}

/** Answers a valid request. Every failure from here on is a fault of this side, and not of the request. */
async function rank(
  request: RerankRequest,
  { fixed, ranker, signal }: Pick<FetchContext, 'fixed' | 'ranker'> & { readonly signal: AbortSignal },
): Promise<Response> {
  try {
    const { query, texts, topN } = request;
    const { results } = await (await ranker()).rerank(query, texts, callOptions(fixed, topN, signal));
    return rankingResponse(request, results);
  } catch (error) {
    signal.throwIfAborted();
    return faultResponse(request.api, error);
  }
}

function toObject(body: unknown): Readonly<Record<string, unknown>> {
  if (typeof body === 'object' && body !== null) return body as Record<string, unknown>;
  throw new TypeError('Expected the request body to be a JSON object');
}

function isRerankPath({ pathname }: URL): boolean {
  return /\/rerank(ing)?\/?$/.test(pathname);
}
