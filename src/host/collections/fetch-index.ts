/** @file Fetches the files of an index: whole ones, and ranges of shards. */
import { RerankError } from '../../core/errors';
import type { Fetch } from '../../models/files/limited-fetch';
import { messageOf } from '../../util/message-of';

/** `offset` is the position of the first byte in the file. */
export type FilePart = { readonly bytes: Uint8Array; readonly offset: number; readonly isWhole: boolean };

/** A fetch that counts its bytes. */
export class IndexFetch {
  readonly #fetch: Fetch;
  readonly #base: string;
  #bytes: number;
  #saidRanges: boolean;

  /**
   * @param base the URL of the index's folder, which ends with `/`
   * @param before how many bytes were fetched before, and whether the server said that it supports ranges
   */
  constructor(fetch: Fetch, base: string, before: { readonly bytes: number; readonly ranges: boolean }) {
    this.#bytes = before.bytes;
    this.#saidRanges = before.ranges;
    this.#fetch = fetch;
    this.#base = base;
  }

  get bytes(): number {
    return this.#bytes;
  }

  /** Whether the server has said, with a whole file, that it supports ranges. */
  get saidRanges(): boolean {
    return this.#saidRanges;
  }

  /** @throws RerankError `index-unavailable`, which names the URL */
  async whole(path: string, cache: RequestCache = 'default'): Promise<Uint8Array<ArrayBuffer>> {
    const response = await this.#request(path, { cache });
    if (response.status !== 200) throw unavailable(this.#urlOf(path), `the server answered ${response.status}`);
    this.#saidRanges = response.headers.get('accept-ranges') === 'bytes';
    return this.#read(response);
  }

  /**
   * Returns the range, or the whole file if the server does not support ranges. Ranges do not use the HTTP cache:
   * Chromium answers those of one file one after another when they may come from it, which takes a quarter to two
   * fifths longer. A server that has not announced ranges may send whole files, which are worth keeping.
   *
   * @throws RerankError `index-unavailable`
   */
  async range(path: string, from: number, to: number): Promise<FilePart> {
    const headers = { Range: `bytes=${from}-${to - 1}` };
    const response = await this.#request(path, { headers, cache: this.#saidRanges ? 'no-store' : 'default' });
    if (response.status !== 206 && response.status !== 200)
      throw unavailable(this.#urlOf(path), `the server answered ${response.status}`);
    const isWhole = response.status === 200;
    return { bytes: await this.#read(response), offset: isWhole ? 0 : from, isWhole };
  }

  #urlOf(path: string): string {
    return new URL(path, this.#base).href;
  }

  async #request(path: string, init: RequestInit): Promise<Response> {
    try {
      return await this.#fetch(this.#urlOf(path), init);
    } catch (cause) {
      throw unavailable(this.#urlOf(path), messageOf(cause), cause);
    }
  }

  async #read(response: Response): Promise<Uint8Array<ArrayBuffer>> {
    try {
      const bytes = new Uint8Array(await response.arrayBuffer());
      this.#bytes += bytes.length;
      return bytes;
    } catch (cause) {
      throw unavailable(response.url, messageOf(cause), cause);
    }
  }
}

/** Unpacks gzip. @throws TypeError for other bytes */
export async function gunzip(bytes: Uint8Array<ArrayBuffer>): Promise<Uint8Array> {
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('gzip'));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}

function unavailable(url: string, reason: string, cause?: unknown): RerankError {
  return new RerankError('index-unavailable', `Cannot fetch ${url}: ${reason}`, cause === undefined ? {} : { cause });
}
