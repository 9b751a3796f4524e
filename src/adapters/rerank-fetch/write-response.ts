/** @file Writes rankings and errors as HTTP responses of each interface. */
import { isRerankError } from '../../core/errors';
import type { RerankErrorCode } from '../../core/errors';
import type { RemoteApi } from '../../remote/api';
import type { Ranked } from '../../core/types';
import type { RerankRequest } from './read-request';

/** Nothing is billed, so the usage that clients read is zero. */
const NO_USAGE = { prompt_tokens: 0, completion_tokens: 0, total_tokens: 0 };

export function rankingResponse(request: RerankRequest, results: readonly Ranked[]): Response {
  return json(200, BODY_WRITERS[request.api](request, results));
}

/** An id of a response. `crypto.randomUUID` is missing on pages that are served over plain HTTP. */
function newId(): string {
  const words = crypto.getRandomValues(new Uint32Array(4));
  return Array.from(words, (word) => word.toString(16).padStart(8, '0')).join('');
}

type BodyWriter = (request: RerankRequest, results: readonly Ranked[]) => unknown;

const BODY_WRITERS: Readonly<Record<RemoteApi, BodyWriter>> = {
  cohere: (request, results) => ({
    id: newId(),
    results: scored(request, results, (text) => ({ text })),
    meta: { api_version: { version: '2' }, billed_units: { search_units: 0 } },
  }),
  jina: jinaBody,
  vllm: jinaBody,
  tei: ({ texts, returnTexts, rawScores }, results) =>
    results.map(({ index, score, logit }) => ({
      index,
      score: rawScores ? (logit ?? score) : score,
      ...(returnTexts ? { text: texts[index]! } : {}),
    })),
  voyage: (request, results) => ({
    object: 'list',
    data: scored(request, results, (text) => text),
    model: request.model,
    usage: { total_tokens: 0 },
  }),
};

function jinaBody(request: RerankRequest, results: readonly Ranked[]): unknown {
  return {
    id: newId(),
    model: request.model,
    usage: NO_USAGE,
    results: scored(request, results, (text) => ({ text })),
  };
}

function scored(
  { texts, returnTexts }: RerankRequest,
  results: readonly Ranked[],
  toDocument: (text: string) => unknown,
) {
  return results.map(({ index, score }) => ({
    index,
    relevance_score: score,
    ...(returnTexts ? { document: toDocument(texts[index]!) } : {}),
  }));
}

/** Failures that may not occur again. Clients retry after a 503, but not after a 4xx. */
const TRANSIENT: readonly RerankErrorCode[] = ['worker-lost', 'model-unavailable', 'remote-unavailable'];

/** Writes what is wrong with a request as the imitated server does. */
export function mistakeResponse(api: RemoteApi, error: unknown): Response {
  return failureResponse(api, error, CLIENT_ERROR_STATUS[api]);
}

/** Writes a failure to rank. A query that is too long is a mistake of the request, which only the model can find. */
export function faultResponse(api: RemoteApi, error: unknown): Response {
  if (isRerankError(error, 'query-too-long')) return mistakeResponse(api, error);
  return failureResponse(api, error, isRerankError(error) && TRANSIENT.includes(error.code) ? 503 : 500);
}

function failureResponse(api: RemoteApi, error: unknown, status: number): Response {
  const message = error instanceof Error ? error.message : String(error);
  return json(status, { ...errorBody(api, message, status), ...(isRerankError(error) ? { code: error.code } : {}) });
}

const CLIENT_ERROR_STATUS: Readonly<Record<RemoteApi, number>> = {
  cohere: 400,
  jina: 422,
  tei: 422,
  vllm: 400,
  voyage: 400,
};

const TEI_ERROR_TYPES: Readonly<Record<number, string>> = { 500: 'Backend', 503: 'Unhealthy' };

function errorBody(api: RemoteApi, message: string, status: number): Record<string, unknown> {
  if (api === 'cohere') return { message };
  if (api === 'tei') return { error: message, error_type: TEI_ERROR_TYPES[status] ?? 'Validation' };
  if (api === 'vllm')
    return { error: { message, type: status >= 500 ? 'InternalServerError' : 'BadRequestError', code: status } };
  return { detail: message };
}

function json(status: number, body: unknown): Response {
  return new Response(JSON.stringify(body), { status, headers: { 'Content-Type': 'application/json' } });
}
