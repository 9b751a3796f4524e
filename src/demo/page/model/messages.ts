/** @file Errors in words for the reader: what happened, and what the page shows instead. */
import { type RerankErrorCode, isRerankError } from 'rankside';

const ORDER_KEPT = 'The first order is kept.';

export function describeError(error: unknown): string {
  if (!isRerankError(error)) return `Something went wrong: ${messageOf(error)}. ${ORDER_KEPT}`;
  if (error.code === 'query-too-long') return describeLength(error.details);
  return `${DESCRIPTIONS[error.code] ?? 'Ranking failed'} (${messageOf(error)}). ${ORDER_KEPT}`;
}

const DESCRIPTIONS: Partial<Record<RerankErrorCode, string>> = {
  'model-unavailable': 'The model could not be fetched',
  'model-invalid': 'A model file is damaged or not what it should be',
  'device-unavailable': 'This browser lacks what the chosen device needs',
  'no-candidate': 'No way of running the model passed its self-test here',
  'worker-lost': 'The worker stopped and could not be replaced',
};

function describeLength(details: Readonly<Record<string, unknown>>): string {
  const { count, limit } = details;
  const figures = typeof count === 'number' && typeof limit === 'number' ? `: ${count} tokens, ${limit} at most` : '';
  return `The query is too long${figures}. Shorten it to rank by it. ${ORDER_KEPT}`;
}

function messageOf(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).replace(/\.$/, '');
}
