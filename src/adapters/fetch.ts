/**
 * @file `rankside/fetch`: a `fetch` that answers rerank requests on this device, so that a client written for a hosted reranker runs
 * locally by being given another `fetch`.
 */
import type { RemoteApi } from '../remote/api';
import { baseUrl } from '../util/base-url';
import { readRequest, detectApi } from './rerank-fetch/read-request';
import { rankingResponse, errorResponse } from './rerank-fetch/write-response';
import { callOptions, toRankerGetter } from './shared/source';
import type { FixedOptions, Ranker, RankerSource } from './shared/source';

export type { RankerSource, RemoteApi };

export type RerankFetchOptions = FixedOptions & {
  /** Which requests are answered here. Default: each POST whose path ends in `/rerank` or `/reranking`, whatever its host. */
  readonly match?: (url: URL) => boolean;
  /** The interface that the client speaks. Default: told from each request. */
  readonly api?: RemoteApi;
  /** Who gets every other request. Default: the global `fetch`. */
  readonly fetch?: typeof fetch;
};

/**
 * What is matched never reaches the network, also when it fails: mistakes and what fails for good are answered as the server would,
 * with a 4xx that clients do not repeat, what may pass with 503. An abort rejects as `fetch` does.
 */
export function createRerankFetch(reranker: RankerSource, options: RerankFetchOptions = {}): typeof fetch {
  const { match = isRerankPath, api, fetch: passOn, ...fixed } = options;
  const ranker = toRankerGetter(reranker);
  return async (input, init) => {
    const url = new URL(input instanceof Request ? input.url : input, baseUrl());
    const method = init?.method ?? (input instanceof Request ? input.method : 'GET');
    if (method.toUpperCase() !== 'POST' || !match(url)) return (passOn ?? globalThis.fetch)(input, init);
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
  let spoken: RemoteApi = api ?? detectApi(url, {});
  try {
    const body = toObject(await request.json());
    spoken = api ?? detectApi(url, body);
    const asked = readRequest(spoken, body);
    const options = callOptions(fixed, asked.topN, request.signal);
    const { results } = await (await ranker()).rerank(asked.query, asked.texts, options);
    return rankingResponse(asked, results);
  } catch (error) {
    request.signal.throwIfAborted();
    return errorResponse(spoken, error);
  }
}

function toObject(body: unknown): Readonly<Record<string, unknown>> {
  if (typeof body === 'object' && body !== null) return body as Record<string, unknown>;
  throw new TypeError('Expected the body to be a JSON object');
}

function isRerankPath({ pathname }: URL): boolean {
  return /\/rerank(ing)?\/?$/.test(pathname);
}
