/**
 * @file The port for a job's events. The last event says how the job ended: done, cancelled, failed, or its engine
 * lost.
 */
import { EngineLost } from '../../core/engine-lost';
import type { JobEvent, JobStats } from '../../protocol/host-api';
import { encodeError } from '../../protocol/wire-error';
import { JobCancelled } from './scheduler';

export class JobPort {
  readonly #port: MessagePort;

  constructor(port: MessagePort) {
    this.#port = port;
  }

  post(event: JobEvent): void {
    this.#port.postMessage(event);
  }

  /** Runs `work`, posts how it ended and closes the port. Resolves to whether the job is done. Never rejects. */
  async settle(work: () => Promise<JobStats>): Promise<boolean> {
    const end = await work().then((stats): JobEvent => ({ kind: 'done', stats }), endEventOf);
    this.#end(end);
    return end.kind === 'done';
  }

  /** Ends a job that was cancelled in the queue. */
  drop(): void {
    this.#end({ kind: 'cancelled' });
  }

  #end(event: JobEvent): void {
    this.post(event);
    this.#port.close();
  }
}

function endEventOf(error: unknown): JobEvent {
  if (error instanceof JobCancelled) return { kind: 'cancelled' };
  if (error instanceof EngineLost) return { kind: 'lost', reason: error.message };
  return { kind: 'failed', error: encodeError(error) };
}
