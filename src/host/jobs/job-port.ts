/** @file Where a job's events go, and the one way it ends: done, cancelled, failed, or its engine lost. Then the port is closed. */
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

  /** Does `work`, which gives what the job took, and tells how it ended. Never rejects; whether it is done. */
  async settle(work: () => Promise<JobStats>): Promise<boolean> {
    const ending = await work().then((stats): JobEvent => ({ kind: 'done', stats }), endingOf);
    this.#end(ending);
    return ending.kind === 'done';
  }

  /** The job was cancelled before its turn came. */
  drop(): void {
    this.#end({ kind: 'cancelled' });
  }

  #end(ending: JobEvent): void {
    this.post(ending);
    this.#port.close();
  }
}

/** How a job that `error` ended is over. */
function endingOf(error: unknown): JobEvent {
  if (error instanceof JobCancelled) return { kind: 'cancelled' };
  if (error instanceof EngineLost) return { kind: 'lost', reason: error.message };
  return { kind: 'failed', error: encodeError(error) };
}
