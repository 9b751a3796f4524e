/** @file One question to a server, asked again while that may help. */
import { RerankError } from '../core/errors';
import { runAfter } from '../util/run-after';
import { invalidAnswer } from './interfaces';

export type PostOptions = {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly fetch: typeof fetch;
  /** For each attempt. */
  readonly timeoutMs: number;
  /** Attempts after the first. */
  readonly retries: number;
  /** Before the second attempt; doubled from one to the next, and varied so that many pages do not ask at once. */
  readonly retryDelayMs: number;
  readonly signal: AbortSignal;
  /** Called before each attempt. */
  readonly onAttempt: () => void;
  /** Hears why an attempt failed that may be repeated. */
  readonly onFailure: (reason: string) => void;
};

/** A server that asks for a longer pause than this is not waited for. */
const MAX_PAUSE_MS = 30_000;

/** What may work another time: too busy, or broken for the moment. */
const TRANSIENT_STATUSES: ReadonlySet<number> = new Set([408, 425, 429, 500, 502, 503, 504]);

/**
 * Posts `body` as JSON and reads JSON.
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

/** A failure after which it is worth asking again. */
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

/** The text of an answer with status 2xx. Nothing but the request itself is told to the server: no cookies, no referrer. */
async function attemptOnce(body: string, { url, headers, fetch, timeoutMs, signal }: PostOptions): Promise<string> {
  const attempt = new AbortController();
  const abort = () => attempt.abort(signal.reason);
  signal.addEventListener('abort', abort);
  const late = new TransientFailure(`It gave no answer within ${timeoutMs} ms`);
  const callOff = runAfter(timeoutMs, () => attempt.abort(late));
  try {
    signal.throwIfAborted();
    const response = await fetch(url, {
      method: 'POST',
      headers: { ...headers, 'Content-Type': 'application/json' },
      body,
      signal: attempt.signal,
      // The text goes to the address that was given, and to no other.
      redirect: 'manual',
      credentials: 'omit',
      referrerPolicy: 'no-referrer',
      cache: 'no-store',
    });
    const text = await response.text();
    if (!response.ok) throw toFailure(response, text);
    return text;
  } catch (error) {
    if (error instanceof RerankError || error instanceof TransientFailure) throw error;
    throw attempt.signal.aborted ? attempt.signal.reason : new TransientFailure(messageOf(error), { cause: error });
  } finally {
    callOff();
    signal.removeEventListener('abort', abort);
  }
}

function toFailure({ status, headers }: Response, text: string): Error {
  const said = text.slice(0, 200).trim();
  const message = `It answered ${status}${said === '' ? '' : `: ${said}`}`;
  if (TRANSIENT_STATUSES.has(status))
    return new TransientFailure(message, { retryAfterMs: retryAfterMs(headers.get('Retry-After')) });
  // A redirect that was not followed has status 0 in a page.
  const what = status < 400 ? 'It redirects, and text is sent to the given address alone' : message;
  return new RerankError('remote-refused', `The server refused to rank: ${what}`, { details: { status } });
}

/** Seconds, or a date. RFC 9110, 10.2.3. */
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

/** Node says why in the cause. */
function messageOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error ? `${error.message}: ${error.cause.message}` : error.message;
}

function wait(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const abort = () => (callOff(), reject(signal.reason as Error));
    const callOff = runAfter(ms, () => (signal.removeEventListener('abort', abort), resolve()));
    signal.addEventListener('abort', abort, { once: true });
  });
}
