/**
 * @file Calls out when a worker that owes an answer stays silent for too long.
 *
 * It is awake only while something is owed. A machine that slept does not count: a tick that comes far too late starts the wait anew.
 */
export class Watchdog {
  readonly #limitMs: number;
  readonly #onTimeout: () => void;
  #pendingAnswers = 0;
  #timer: ReturnType<typeof setInterval> | undefined;
  #lastActivity = 0;
  #lastTick = 0;

  constructor(limitMs: number, bark: () => void) {
    this.#limitMs = limitMs;
    this.#onTimeout = bark;
  }

  /** A sign of life. */
  recordActivity(): void {
    this.#lastActivity = performance.now();
  }

  expectAnswer(): void {
    this.#pendingAnswers++;
    if (this.#timer !== undefined) return;
    this.recordActivity();
    this.#lastTick = performance.now();
    this.#timer = setInterval(() => this.#tick(), this.#intervalMs);
  }

  onAnswer(): void {
    this.#pendingAnswers--;
    if (this.#pendingAnswers === 0) this.stop();
  }

  stop(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
  }

  get #intervalMs(): number {
    return Math.min(this.#limitMs / 8, 60_000);
  }

  #tick(): void {
    const now = performance.now();
    const slept = now - this.#lastTick > 4 * this.#intervalMs;
    this.#lastTick = now;
    if (slept) this.recordActivity();
    else if (now - this.#lastActivity > this.#limitMs) this.#onTimeout();
  }
}
