/**
 * @file Calls `onTimeout` when a worker that has work to do sends no message for too long.
 *
 * The timer runs only while an answer is pending. The time in which the machine slept does not count: a tick that is
 * far too late restarts the wait.
 */
export class Watchdog {
  readonly #limitMs: number;
  readonly #onTimeout: () => void;
  #pendingAnswers = 0;
  #timer: ReturnType<typeof setInterval> | undefined;
  #lastActivity = 0;
  #lastTick = 0;

  constructor(limitMs: number, onTimeout: () => void) {
    this.#limitMs = limitMs;
    this.#onTimeout = onTimeout;
  }

  /** Records a message from the worker. */
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
