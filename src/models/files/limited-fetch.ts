/** @file Limits on what a server can cost: the time until it answers, the time between bytes, the size of a body. */
import { RerankError } from '../../core/errors';
import { TimeLimitExceeded, withTimeLimit } from '../../util/time-limit';

export type Fetch = (url: string, init?: RequestInit) => Promise<Response>;

/** A server that sends nothing for this long counts as not reachable. */
export const SILENCE_MS = 20_000;
/** The largest file of a model: the address space of the WebAssembly module that reads it. */
export const MAX_FILE_BYTES = 2 ** 32;
/** The largest metadata file; the tokenizers of released models have up to 35 MB. */
export const MAX_METADATA_BYTES = 128 * 2 ** 20;
/** The largest card, configuration or list of files. */
export const MAX_SETTINGS_BYTES = 16 * 2 ** 20;

/**
 * A fetch that sends no cookies to other origins, also not after a redirect, and rejects with a TimeoutError if there
 * are no headers after `silenceMs`. From then on requests to the same origin reject at once, so that a load with many
 * files waits for a silent server once.
 */
export function limitedFetch(fetch: Fetch, silenceMs = SILENCE_MS): Fetch {
  const silentOrigins = new Set<string>();
  return async (url, init = {}) => {
    const { origin } = new URL(url);
    const silence = () => new DOMException(`${origin} sent no answer within ${silenceMs} ms`, 'TimeoutError');
    if (silentOrigins.has(origin)) throw silence();
    const abort = new AbortController();
    try {
      return await withTimeLimit(
        fetch(url, { ...init, credentials: 'same-origin', signal: abort.signal }),
        silenceMs,
        'The request',
      );
    } catch (error) {
      if (!(error instanceof TimeLimitExceeded)) throw error;
      silentOrigins.add(origin);
      abort.abort();
      throw silence();
    }
  };
}

/** Reads the next bytes of a body. @throws TimeLimitExceeded after 20 s without any */
export function readNext(reader: ReadableStreamDefaultReader<Uint8Array>, silenceMs = SILENCE_MS) {
  return withTimeLimit(reader.read(), silenceMs, 'Waiting for more bytes');
}

/**
 * Reads a whole body of unknown size.
 *
 * @throws RerankError `model-invalid` if it is larger than `maxBytes`, `model-unavailable` if it is interrupted
 */
export async function readBody(response: Response, url: string, maxBytes: number): Promise<Uint8Array<ArrayBuffer>> {
  const tooLarge = (got: number) =>
    new RerankError('model-invalid', `Expected at most ${maxBytes} bytes at ${url}, got ${got} or more`);
  const announced = Number(response.headers.get('content-length') ?? 0);
  if (announced > maxBytes) {
    await response.body?.cancel();
    throw tooLarge(announced);
  }
  if (!response.body) return new Uint8Array(await response.arrayBuffer());
  const reader = response.body.getReader();
  const chunks: Uint8Array[] = [];
  let length = 0;
  for (;;) {
    const next = await readNext(reader).catch((cause: unknown) => {
      void reader.cancel().catch(() => undefined);
      throw new RerankError('model-unavailable', `The download of ${url} was interrupted: ${String(cause)}`, { cause });
    });
    if (next.done) break;
    chunks.push(next.value);
    length += next.value.length;
    if (length <= maxBytes) continue;
    void reader.cancel().catch(() => undefined);
    throw tooLarge(length);
  }
  const bytes = new Uint8Array(length);
  let offset = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, offset);
    offset += chunk.length;
  }
  return bytes;
}
