/** @file A network line of limited bandwidth that all responses of a server share, with a log of the bytes sent. */
import { setTimeout as sleep } from 'node:timers/promises';

/** The destination of a response body: an HTTP response, or a fake in a test. */
export interface Sink {
  readonly destroyed: boolean;
  write(chunk: Uint8Array): unknown;
  end(): unknown;
}

const CHUNK = 16_384;

export class SharedLine {
  readonly #bytesPerSecond: number;
  readonly #sent: { readonly at: number; readonly bytes: number }[] = [];
  /** The time at which the line is free again, in milliseconds of `Date.now()`. */
  #free = 0;

  constructor(bytesPerSecond: number) {
    this.#bytesPerSecond = bytesPerSecond;
  }

  /** Sends the body in chunks; each chunk waits for the earlier chunks of all responses. */
  async send(sink: Sink, body: Uint8Array): Promise<void> {
    const size = Number.isFinite(this.#bytesPerSecond) ? CHUNK : Math.max(1, body.length);
    for (let from = 0; from < body.length && !sink.destroyed; from += size) {
      const chunk = body.subarray(from, from + size);
      this.#free = Math.max(this.#free, Date.now()) + (1000 * chunk.length) / this.#bytesPerSecond;
      const wait = this.#free - Date.now();
      if (wait >= 1) await sleep(wait);
      this.#sent.push({ at: Date.now(), bytes: chunk.length });
      sink.write(chunk);
    }
    sink.end();
  }

  /** Returns the number of bytes sent from `start` to `until`. */
  sentBetween(start: number, until: number): number {
    const some = this.#sent.filter(({ at }) => at >= start && at <= until);
    return some.reduce((sum, { bytes }) => sum + bytes, 0);
  }
}
