/** @file The error class for failures that are not a mistake of the caller. */
import { shortUrls } from './short-urls';

/** The code of a `RerankError`; callers decide by it what to do next. */
export type RerankErrorCode =
  | 'query-too-long'
  | 'unknown-model'
  | 'unknown-method'
  | 'method-unsupported'
  | 'model-unavailable'
  | 'model-invalid'
  | 'model-in-use'
  | 'storage-unavailable'
  | 'device-unavailable'
  | 'no-candidate'
  | 'worker-lost'
  | 'version-mismatch'
  | 'remote-unavailable'
  | 'remote-refused'
  | 'remote-invalid'
  | 'index-unavailable'
  | 'index-invalid'
  | 'superseded'
  | 'disposed'
  | 'internal';

/**
 * A failure that the caller's arguments did not cause. Wrong arguments throw a TypeError or a RangeError instead.
 *
 * - `query-too-long`: the query exceeds the model's limit; `details` has `limit` and `count`, in tokens. Shorten the
 *   query, or keep the first-stage order.
 * - `unknown-model`, `unknown-method`: no model or method has this name; the message lists the known names.
 * - `method-unsupported`: the model lacks an ability that the method needs; `details.ability` names it.
 * - `model-unavailable`: a file could not be fetched; try again when the network is available. Or the app did not add
 *   the model; the message says how to.
 * - `model-invalid`: a file does not match its card (wrong hash, an HTML page, a malformed file).
 * - `model-in-use`: a stored model cannot be deleted while it is loaded. Dispose of its rerankers first.
 * - `storage-unavailable`: stored data could not be listed or deleted, because the storage failed or did not answer.
 *   Close other pages of the site and try again.
 * - `device-unavailable`: the requested device is not available; the message names what is missing.
 * - `no-candidate`: no combination of device and dtype passed the self-test; `details.candidates` says why.
 * - `worker-lost`: the worker died and could not be replaced.
 * - `version-mismatch`: a cache or a deploy has given the page a worker of another version of the package. Reload the
 *   page.
 * - `remote-unavailable`: the server could not be reached, timed out, was busy or failed in every attempt. Try again
 *   later.
 * - `remote-refused`: the server rejected the request, for example for a missing key or a batch that is too large;
 *   `details.status` is the HTTP status.
 * - `remote-invalid`: the response is not a valid ranking (an HTML page, incomplete JSON, a wrong index, a score that
 *   is not a number).
 * - `index-unavailable`: a file of an index could not be fetched; the message names its URL.
 * - `index-invalid`: a file is not what `rankside index` of this version writes. Make the index again.
 * - `superseded`: a newer call with `supersede` replaced this one.
 * - `disposed`: the reranker was disposed of.
 * - `internal`: an unexpected failure inside the library.
 */
export class RerankError extends Error {
  override readonly name = 'RerankError';
  readonly code: RerankErrorCode;
  /** Further facts about the failure, by code. */
  readonly details: Readonly<Record<string, unknown>>;

  constructor(
    code: RerankErrorCode,
    message: string,
    options: { cause?: unknown; details?: Record<string, unknown> } = {},
  ) {
    super(shortUrls(message), 'cause' in options ? { cause: options.cause } : {});
    this.code = code;
    this.details = options.details ?? {};
  }
}

/** Whether a value is a `RerankError`, and one with this `code` when a code is given. */
export function isRerankError(value: unknown, code?: RerankErrorCode): value is RerankError {
  return value instanceof RerankError && (code === undefined || value.code === code);
}
