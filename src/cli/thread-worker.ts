/** @file A worker thread of Node with the interface of a web worker, as far as rankside uses it. */
import { Worker as Thread } from 'node:worker_threads';
import type { Transferable as ThreadTransferable } from 'node:worker_threads';

export class ThreadWorker extends EventTarget {
  readonly #thread: Thread;
  #terminated = false;

  /** @param script the URL of a module on disk */
  constructor(script: URL) {
    super();
    // Flags of the main thread, such as `--input-type`, may not apply to a script.
    this.#thread = new Thread(script, { execArgv: [] });
    this.#thread.on('message', (data: unknown) => this.dispatchEvent(new MessageEvent('message', { data })));
    this.#thread.on('messageerror', () => this.dispatchEvent(new Event('messageerror')));
    this.#thread.on('error', (error: unknown) => this.#fail(String(error)));
    this.#thread.on('exit', (code) => this.#fail(`The thread ended with code ${String(code)}`));
  }

  postMessage(message: unknown, transfer: readonly ThreadTransferable[] = []): void {
    this.#thread.postMessage(message, transfer);
  }

  terminate(): void {
    this.#terminated = true;
    void this.#thread.terminate();
  }

  #fail(message: string): void {
    if (!this.#terminated) this.dispatchEvent(Object.assign(new Event('error'), { message }));
  }
}
