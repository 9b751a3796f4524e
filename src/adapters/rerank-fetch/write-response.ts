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

type BodyWriter = (request: RerankRequest, results: readonly Ranked[]) => unknown;

const BODY_WRITERS: Readonly<Record<RemoteApi, BodyWriter>> = {
  cohere: (request, results) => ({
    id: crypto.randomUUID(),
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
    id: crypto.randomUUID(),
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

/** Writes a failed call as the error of the imitated server. @throws `error` itself if it is unexpected */
export function errorResponse(api: RemoteApi, error: unknown): Response {
  const isMistake = error instanceof TypeError || error instanceof RangeError || error instanceof SyntaxError;
  if (!isMistake && !isRerankError(error)) throw error;
  const isTransient = isRerankError(error) && TRANSIENT.includes(error.code);
  const status = isTransient ? 503 : CLIENT_ERROR_STATUS[api];
  return json(status, {
    ...errorBody(api, error.message, status),
    ...(isRerankError(error) ? { code: error.code } : {}),
  });
}

const CLIENT_ERROR_STATUS: Readonly<Record<RemoteApi, number>> = {
  cohere: 400,
  jina: 422,
  tei: 422,
  vllm: 400,
  voyage: 400,
};

function errorBody(api: RemoteApi, message: string, status: number): Record<string, unknown> {
  if (api === 'cohere') return { message };
  if (api === 'tei') return { error: message, error_type: status === 503 ? 'Unhealthy' : 'Validation' };
  if (api === 'vllm')
    return { error: { message, type: status === 503 ? 'InternalServerError' : 'BadRequestError', code: status } };
  return { detail: message };
}

function json(status: number, body: unknown): Response {
  return new Response(JSON.stringify(body), { status, headers: { 'Content-Type': 'application/json' } });
}
