/**
 * @file The worker's side of the protocol: loads a model, runs jobs on it one at a time, and tells when it can no longer be trusted.
 */
import { RerankError } from '../src/errors';
import type { HostApi, HostReport, JobEvent, JobRequest, LoadEvent, LoadRequest } from '../src/protocol/host-api';
import { encodeError, wired } from '../src/protocol/wire-error';
import { ExplainRunner } from './explain-runner';
import { JobRunner } from './job-runner';
import { holdLifeLock } from './life-lock';
import type { Loaded } from './load-model';
import { Scheduler } from './scheduler';

/** How a host gets its engine; tests and `rankside/test` bring their own. */
export type Load = (request: LoadRequest, tell: (event: LoadEvent) => void) => Promise<Loaded>;

export function createHost(load: Load): HostApi {
  const scheduler = new Scheduler();
  let loaded: Loaded | undefined;
  let releaseLock: (() => void) | undefined;

  const unload = async () => {
    await scheduler.idle();
    const engine = loaded?.serving.engine;
    loaded = undefined;
    await engine?.dispose();
  };

  return {
    load: (request, events) =>
      wired(async (): Promise<HostReport> => {
        const tell = (event: LoadEvent) => events.postMessage(event);
        releaseLock?.();
        releaseLock = await holdLifeLock(request.lifeLock, () => tell({ kind: 'locked' }));
        const stop = beat(() => tell({ kind: 'alive' }));
        try {
          await unload();
          loaded = await load(request, tell);
          return loaded.report;
        } finally {
          stop();
          events.close();
        }
      }),
    run(job, events) {
      if (loaded) scheduler.submit(new JobRunner(job, loaded.serving, scheduler, events));
      else refuse(job, events);
    },
    explain(job, events) {
      if (loaded) scheduler.submit(new ExplainRunner(job, loaded.serving, scheduler, events));
      else refuse(job, events);
    },
    cancel: (id) => scheduler.cancel(id),
    async dispose() {
      await unload();
      releaseLock?.();
    },
  };
}

function refuse(job: Pick<JobRequest, 'id'>, events: MessagePort): void {
  const error = encodeError(new RerankError('internal', `Expected a model to be loaded before job ${job.id}`));
  events.postMessage({ kind: 'failed', error } satisfies JobEvent);
  events.close();
}

const BEAT_MS = 1000;
/** A load that says nothing of itself for longer than this is left to the page's watchdog. */
const BEAT_FOR_MS = 120_000;

/** Signs of life while files arrive and sessions compile. */
function beat(tell: () => void): () => void {
  const started = performance.now();
  const timer = setInterval(() => {
    if (performance.now() - started < BEAT_FOR_MS) tell();
  }, BEAT_MS);
  return () => clearInterval(timer);
}
