/**
 * @file Runs work at most once a frame: at once if none ran in the current frame, else in the next one, with what is
 * newest then.
 */

/** A page in the background draws no frames, and a worker or Node has none; then a timer takes their place. */
const FRAME_MS = 16;
const HIDDEN_MS = 100;

export class FramePacer {
  #waiting: (() => void) | undefined;
  #cancelFrame: (() => void) | undefined;

  /** Runs `work` now or in the next frame. It replaces work that still waits. */
  offer(work: () => void): void {
    this.#waiting = work;
    if (this.#cancelFrame === undefined) this.flush();
  }

  /** Runs the work that waits, if there is any. */
  flush(): void {
    const work = this.#waiting;
    this.#waiting = undefined;
    if (!work) return;
    this.#cancelFrame?.();
    this.#cancelFrame = onNextFrame(() => {
      this.#cancelFrame = undefined;
      this.flush();
    });
    work();
  }

  /** Drops the work that waits. */
  stop(): void {
    this.#waiting = undefined;
    this.#cancelFrame?.();
    this.#cancelFrame = undefined;
  }
}

/** Returns a function that cancels the call. */
function onNextFrame(work: () => void): () => void {
  const { requestAnimationFrame: request, cancelAnimationFrame: cancel } = globalThis as Partial<typeof globalThis>;
  const timer = setTimeout(() => (end(), work()), request ? HIDDEN_MS : FRAME_MS);
  const end = () => {
    clearTimeout(timer);
    if (frame !== undefined) cancel?.(frame);
  };
  const frame = request?.(() => (end(), work()));
  return end;
}
