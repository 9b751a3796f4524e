/** @file Turns errors into messages for the reader: what happened, and what the page shows instead. */
import { type RerankErrorCode, isRerankError } from 'rankside';

const ORDER_KEPT = 'The results keep their original order.';

export function describeError(error: unknown): string {
  if (!isRerankError(error)) return `Something went wrong: ${messageOf(error)}. ${ORDER_KEPT}`;
  if (error.code === 'query-too-long') return describeLength(error.details);
  return `${DESCRIPTIONS[error.code] ?? 'The results could not be reordered'} (${messageOf(error)}). ${ORDER_KEPT}`;
}

const DESCRIPTIONS: Partial<Record<RerankErrorCode, string>> = {
  'model-unavailable': 'The model could not be downloaded',
  'model-invalid': 'A file of the model is damaged',
  'device-unavailable': 'This browser does not support the chosen device',
  'no-candidate': 'The model failed its self-test on this device',
  'worker-lost': 'The model stopped and could not be restarted',
  'version-mismatch': 'This page is outdated',
};

function describeLength(details: Readonly<Record<string, unknown>>): string {
  const { count, limit } = details;
  const isKnown = typeof count === 'number' && typeof limit === 'number';
  const figures = isKnown ? ` (${count} tokens; the model reads at most ${limit})` : '';
  return `The question is too long for the model${figures}. Please shorten it. ${ORDER_KEPT}`;
}

function messageOf(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).replace(/\.$/, '');
}
