/** @file Sends one request to a server, and retries it after transient failures. */
import { RerankError } from '../core/errors';
import { runAfter } from '../util/run-after';
import { invalidAnswer } from './interfaces';
import { readStart } from './read-start';

export type PostOptions = {
  readonly url: string;
  readonly headers: Headers;
  readonly fetch: typeof fetch;
  /** Milliseconds after which one attempt fails. */
  readonly timeoutMs: number;
  /** The number of attempts after the first. */
  readonly retries: number;
  /**
   * Milliseconds before the second attempt. The delay doubles each time, and is randomized so that pages do not retry
   * in step.
   */
  readonly retryDelayMs: number;
  readonly signal: AbortSignal;
  /** Called before each attempt. */
  readonly onAttempt: () => void;
  /** Called with the reason after each transient failure. */
  readonly onFailure: (reason: string) => void;
};

/** The longest pause that a server may request; a longer one fails the request at once. */
const MAX_PAUSE_MS = 30_000;

/** The number of bytes that are read of an error page. */
const MAX_ERROR_BYTES = 4096;

/** Servers may repeat the texts, and escape each of their characters; scores take a few hundred bytes a passage. */
function maxResponseBytes(body: string): number {
  return 2 ** 20 + 8 * body.length;
}

/** The statuses of servers that are too busy, or fail temporarily. */
const TRANSIENT_STATUSES: ReadonlySet<number> = new Set([408, 425, 429, 500, 502, 503, 504]);

/**
 * Posts `body` as JSON and returns the parsed JSON response.
 *
 * @throws `signal.reason`; RerankError `remote-unavailable`, `remote-refused` or `remote-invalid`
 */
export async function post(body: unknown, options: PostOptions): Promise<unknown> {
  const { retries, retryDelayMs, signal, onAttempt, onFailure } = options;
  for (let attempt = 0; ; attempt++) {
    try {
      onAttempt();
      return toJson(await attemptOnce(JSON.stringify(body), options));
    } catch (error) {
      signal.throwIfAborted();
      if (!(error instanceof TransientFailure)) throw error;
      onFailure(error.message);
      const pause = error.retryAfterMs ?? retryDelayMs * 2 ** attempt * (0.5 + Math.random() / 2);
      if (attempt >= retries || pause > MAX_PAUSE_MS) throw unavailable(error, attempt + 1);
      await wait(pause, signal);
    }
  }
}

/** A failure after which a retry may succeed. */
class TransientFailure extends Error {
  readonly retryAfterMs: number | undefined;

  constructor(message: string, options: { readonly cause?: unknown; readonly retryAfterMs?: number | undefined } = {}) {
    super(message, 'cause' in options ? { cause: options.cause } : {});
    this.retryAfterMs = options.retryAfterMs;
  }
}

function unavailable(last: TransientFailure, attempts: number): RerankError {
  const { retryAfterMs } = last;
  const details = { attempts, ...(retryAfterMs === undefined ? {} : { retryAfterMs }) };
  const message = `The server could not rank: ${last.message} (attempts: ${attempts})`;
  return new RerankError('remote-unavailable', message, { cause: last, details });
}

/** Returns the text of a response with status 2xx. Cookies and the referrer are not sent. */
async function attemptOnce(body: string, { url, headers, fetch, timeoutMs, signal }: PostOptions): Promise<string> {
  const attempt = new AbortController();
  const abort = () => attempt.abort(signal.reason);
  signal.addEventListener('abort', abort);
  const late = new TransientFailure(`It gave no answer within ${timeoutMs} ms`);
  const cancelTimer = runAfter(timeoutMs, () => attempt.abort(late));
  try {
    signal.throwIfAborted();
    const response = await fetch(url, {
      method: 'POST',
      headers: withContentType(headers),
      body,
      signal: attempt.signal,
      // A redirect would send the text to another address than the given one.
      redirect: 'manual',
      credentials: 'omit',
      referrerPolicy: 'no-referrer',
      cache: 'no-store',
    });
    if (!response.ok) throw toFailure(response, (await readStart(response, MAX_ERROR_BYTES)).text);
    const { text, isWhole } = await readStart(response, maxResponseBytes(body));
    if (isWhole) return text;
    throw invalidAnswer(`at most ${maxResponseBytes(body)} bytes`, 'more');
  } catch (error) {
    if (error instanceof RerankError || error instanceof TransientFailure) throw error;
    throw attempt.signal.aborted ? attempt.signal.reason : new TransientFailure(messageOf(error), { cause: error });
  } finally {
    cancelTimer();
    signal.removeEventListener('abort', abort);
  }
}

function withContentType(given: Headers): Headers {
  const headers = new Headers(given);
  headers.set('Content-Type', 'application/json'); // also replaces a name in other letters
  return headers;
}

function toFailure({ status, headers }: Response, text: string): Error {
  const said = text.slice(0, 200).trim();
  const message = `It answered ${status}${said === '' ? '' : `: ${said}`}`;
  if (TRANSIENT_STATUSES.has(status))
    return new TransientFailure(message, { retryAfterMs: retryAfterMs(headers.get('Retry-After')) });
  // A redirect that was not followed has status 0 in a page.
  const what = status < 400 ? 'It redirects, and text is sent only to the given address' : message;
  return new RerankError('remote-refused', `The server refused to rank: ${what}`, { details: { status } });
}

/** Parses `Retry-After`, which holds seconds or a date (RFC 9110, section 10.2.3). */
function retryAfterMs(value: string | null): number | undefined {
  if (value === null || value.trim() === '') return undefined;
  const ms = /^\d+$/.test(value.trim()) ? Number(value) * 1000 : Date.parse(value) - Date.now();
  return Number.isNaN(ms) ? undefined : Math.max(0, ms);
}

function toJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw invalidAnswer('JSON', `\`${text.slice(0, 60)}\``);
  }
}

/** Adds the message of the cause, where Node gives the reason. */
function messageOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error ? `${error.message}: ${error.cause.message}` : error.message;
}

function wait(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const abort = () => (cancelTimer(), reject(signal.reason as Error));
    const cancelTimer = runAfter(ms, () => (signal.removeEventListener('abort', abort), resolve()));
    signal.addEventListener('abort', abort, { once: true });
  });
}
