/** @file The one error class for what is not a caller's mistake. */

/** Each code is a decision the caller can take. */
export type RerankErrorCode =
  | 'query-too-long'
  | 'unknown-model'
  | 'unknown-method'
  | 'method-unsupported'
  | 'model-unavailable'
  | 'model-invalid'
  | 'model-in-use'
  | 'device-unavailable'
  | 'no-candidate'
  | 'worker-lost'
  | 'remote-unavailable'
  | 'remote-refused'
  | 'remote-invalid'
  | 'superseded'
  | 'disposed'
  | 'internal';

/**
 * Something that went wrong outside the caller's hands.
 *
 * - `query-too-long`: `details` has `limit` and `count`, in tokens. Shorten the query, or keep the first-stage order.
 * - `unknown-model`, `unknown-method`: no such name; the message lists the known ones.
 * - `method-unsupported`: the model lacks an ability that the method needs; `details.ability` names it.
 * - `model-unavailable`: a file could not be fetched. Try again when online.
 * - `model-invalid`: a file is not what its card says (hash, HTML page, malformed).
 * - `model-in-use`: a stored model cannot be deleted while somebody has it loaded. Dispose of its rerankers first.
 * - `device-unavailable`: the device asked for is missing; the message names what is missing.
 * - `no-candidate`: no (device, dtype) passed the self-test; `details.candidates` says why.
 * - `worker-lost`: the worker died and could not be replaced.
 * - `remote-unavailable`: the server could not be reached, was too slow, busy or failing, as often as it was asked. Try again later.
 * - `remote-refused`: the server will not answer this request; `details.status` says how (a missing key, a batch too large).
 * - `remote-invalid`: what came back is no answer (a page, half a JSON text, a wrong index, a score that is no number).
 * - `superseded`, `disposed`: the call was overtaken, or the reranker let go.
 */
export class RerankError extends Error {
  override readonly name = 'RerankError';
  readonly code: RerankErrorCode;
  readonly details: Readonly<Record<string, unknown>>;

  constructor(
    code: RerankErrorCode,
    message: string,
    options: { cause?: unknown; details?: Record<string, unknown> } = {},
  ) {
    super(message, 'cause' in options ? { cause: options.cause } : {});
    this.code = code;
    this.details = options.details ?? {};
  }
}

export function isRerankError(value: unknown, code?: RerankErrorCode): value is RerankError {
  return value instanceof RerankError && (code === undefined || value.code === code);
}
