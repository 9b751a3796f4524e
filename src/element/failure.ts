/** @file What the reader and the page are told when nothing is reranked. */
import { isRerankError } from '../core/errors';
import type { RerankFailure } from './events';

export function failureOf(error: unknown): RerankFailure {
  if (!isRerankError(error)) return { error, message: GENERAL };
  const message = error.code === 'query-too-long' ? TOO_LONG : GENERAL;
  return { error, code: error.code, message };
}

const GENERAL = 'The results could not be reranked and keep their order.';
const TOO_LONG = 'The query is too long to rerank by; the results keep their order.';
