/** @file A line of limited width that all answers of a server share, and that remembers what went through it when. */
import { setTimeout as sleep } from 'node:timers/promises';

/** What an answer is written to: an HTTP response, or a test's own. */
export interface Sink {
  readonly destroyed: boolean;
  write(chunk: Uint8Array): unknown;
  end(): unknown;
}

const CHUNK = 16_384;

export class Line {
  readonly #bytesPerSecond: number;
  readonly #sent: { readonly at: number; readonly bytes: number }[] = [];
  /** When the line is free again, in milliseconds of `Date.now()`. */
  #free = 0;

  constructor(bytesPerSecond: number) {
    this.#bytesPerSecond = bytesPerSecond;
  }

  /** Chunk by chunk, each after those that other answers have put on the line before it. */
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

  /** Bytes sent from `start` up to `until`. */
  sentBetween(start: number, until: number): number {
    const some = this.#sent.filter(({ at }) => at >= start && at <= until);
    return some.reduce((sum, { bytes }) => sum + bytes, 0);
  }
}
