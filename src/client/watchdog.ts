/**
 * @file Calls out when a worker that owes an answer stays silent for too long.
 *
 * It is awake only while something is owed. A machine that slept does not count: a tick that comes far too late starts the wait anew.
 */
export class Watchdog {
  readonly #limitMs: number;
  readonly #onTimeout: () => void;
  #owed = 0;
  #timer: ReturnType<typeof setInterval> | undefined;
  #lastSign = 0;
  #lastTick = 0;

  constructor(limitMs: number, bark: () => void) {
    this.#limitMs = limitMs;
    this.#onTimeout = bark;
  }

  /** A sign of life. */
  sign(): void {
    this.#lastSign = performance.now();
  }

  expectAnswer(): void {
    this.#owed++;
    if (this.#timer !== undefined) return;
    this.sign();
    this.#lastTick = performance.now();
    this.#timer = setInterval(() => this.#tick(), this.#everyMs);
  }

  answered(): void {
    this.#owed--;
    if (this.#owed === 0) this.stop();
  }

  stop(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
  }

  get #everyMs(): number {
    return Math.min(this.#limitMs / 8, 60_000);
  }

  #tick(): void {
    const now = performance.now();
    const slept = now - this.#lastTick > 4 * this.#everyMs;
    this.#lastTick = now;
    if (slept) this.sign();
    else if (now - this.#lastSign > this.#limitMs) this.#onTimeout();
  }
}
