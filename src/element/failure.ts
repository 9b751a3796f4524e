/** @file Turns an error into the detail of a `rerank-error` event. */
import { isRerankError } from '../core/errors';
import type { RerankFailure } from './events';

export function toFailure(error: unknown): RerankFailure {
  if (!isRerankError(error)) return { error, message: GENERAL_MESSAGE };
  const message = error.code === 'query-too-long' ? QUERY_TOO_LONG_MESSAGE : GENERAL_MESSAGE;
  return { error, code: error.code, message };
}

const GENERAL_MESSAGE = 'The results could not be reranked and keep their order.';
const QUERY_TOO_LONG_MESSAGE = 'The query is too long for reranking; the results keep their order.';
