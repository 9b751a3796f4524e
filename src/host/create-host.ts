/** @file The worker's side of the protocol: loads the models of a request and runs jobs on them, one at a time. */
import type { Fetch } from '../models/files/limited-fetch';
import type { PassageText } from '../engine/engine';
import { RerankError } from '../core/errors';
import { BUILD_ID } from '../protocol/build-id';
import type { EmbedRequest, HostApi, HostReport, LoadEvent, LoadRequest } from '../protocol/host-api';
import type { PoolWorkerApi } from '../protocol/pool-worker-api';
import { onForgotten } from '../util/forgotten-passages';
import { modelLock } from '../util/storage-names';
import { wired } from '../protocol/wire-error';
import { Collections } from './collections/collections';
import { EmbedQueriesRunner } from './jobs/embed-runner';
import { ExplainRunner } from './jobs/explain-runner';
import { failUnloaded } from './jobs/fail-unloaded';
import { IdleWork } from './jobs/idle-work';
import { LastPassRunner } from './jobs/last-pass-runner';
import { RankRunner } from './jobs/rank-runner';
import { holdLock } from './platform/life-lock';
import type { LoadResult } from './load-model';
import { notAPoolWorker } from './pool/not-a-pool-worker';
import { PrepareRunner } from './jobs/prepare-runner';
import { Scheduler } from './jobs/scheduler';
import type { Job } from './jobs/scheduler';
import { LoadedModels } from './loaded/loaded-models';

/** Loads the models of a request. Tests and `rankside/test` pass loaders of their own. */
export type ModelLoader = (request: LoadRequest, onEvent: (event: LoadEvent) => void) => Promise<LoadResult>;

type CurrentLoad = {
  readonly loaded: LoadResult;
  readonly models: LoadedModels;
  readonly stopHeartbeat: () => void;
};

/**
 * @param poolWorker answers the calls of another host's pool. Default: those calls are answered by an error
 * @param fetchFiles fetches the files of indexes. Default: the global `fetch`
 */
export function createHost(
  load: ModelLoader,
  poolWorker: PoolWorkerApi = notAPoolWorker,
  fetchFiles: Fetch = (url, init) => fetch(url, init),
): HostApi {
  const scheduler = new Scheduler();
  const idle = new IdleWork(scheduler);
  const collections = new Collections(scheduler, () => current?.models, fetchFiles);
  let current: CurrentLoad | undefined;
  const stopForgetting = onForgotten((keys) => current?.models.forget(keys));
  let releaseLock: (() => void) | undefined;
  let releaseModels: (() => void) | undefined;
  /** The port of the current load, on which changes of its report are sent. */
  let loadEvents: MessagePort | undefined;

  const unload = async () => {
    current?.stopHeartbeat();
    await idle.stop();
    await scheduler.idle();
    const last = current;
    current = undefined;
    await last?.models.dispose();
    last?.loaded.close?.();
    loadEvents?.close();
  };

  const submit = (job: { readonly id: number }, events: MessagePort, runnerFor: (models: LoadedModels) => Job) => {
    if (current) scheduler.submit(runnerFor(current.models));
    else failUnloaded(job, events);
  };

  return {
    load: (request, events) =>
      wired(async (): Promise<HostReport> => {
        expectSameBuild(request);
        const onEvent = (event: LoadEvent) => events.postMessage(event);
        releaseLock?.();
        releaseLock = await holdLock(request.lifeLock, () => onEvent({ kind: 'locked' }));
        releaseModels?.();
        releaseModels = await holdModelLocks(request);
        const stopHeartbeat = sendHeartbeats(() => onEvent({ kind: 'alive' }));
        try {
          await unload();
          loadEvents = events;
          const loaded = await load(request, onEvent);
          const { mainModel, firstPass, lastPass, finalReport } = loaded;
          const models = new LoadedModels(mainModel, firstPass, request.strategy, lastPass);
          current = { loaded, models, stopHeartbeat };
          const reported = finalReport?.then((report) => onEvent({ kind: 'report', report }));
          void Promise.allSettled([reported, lastPass]).then(stopHeartbeat);
          return loaded.report;
        } catch (error) {
          stopHeartbeat();
          events.close();
          throw error;
        }
      }),
    run: (job, events) =>
      submit(job, events, (models) => {
        if (job.mainLogits) return new LastPassRunner(job, models, scheduler, events);
        const onSkipped = (passages: readonly PassageText[]) => idle.encode(passages, models);
        return new RankRunner(job, models, scheduler, events, onSkipped);
      }),
    prepare: (job, events) => submit(job, events, (models) => new PrepareRunner(job, models, scheduler, events)),
    embed: (job, events) => submit(job, events, (models) => embedRunner(job, models, scheduler, events)),
    explain: (job, events) =>
      submit(job, events, (models) => new ExplainRunner(job, models.bestAvailable, scheduler, events)),
    collection: (request, events) => collections.run(request, events),
    cancel: (id) => scheduler.cancel(id),
    async dispose() {
      await unload();
      releaseLock?.();
      releaseModels?.();
      stopForgetting();
    },
    ...poolWorker,
  };
}

/** Holds the locks that keep the files of a request's models from being deleted. Returns a function that frees them. */
async function holdModelLocks({ model, lastPass }: LoadRequest): Promise<() => void> {
  const names = lastPass === undefined ? [model] : [model, lastPass];
  const releases = await Promise.all(names.map((name) => holdLock(modelLock(name), undefined, 'shared')));
  return () => releases.forEach((release) => release?.());
}

/** Passages are encoded as by `prepare`, so that their token vectors are kept too. */
function embedRunner(job: EmbedRequest, models: LoadedModels, scheduler: Scheduler, events: MessagePort) {
  if (job.kind === 'query') return new EmbedQueriesRunner(job, models, scheduler, events);
  return new PrepareRunner(job, models, scheduler, events, { withVectors: true });
}

/** A page that a cache kept may find the worker of a newer version under the same address, or the other way round. */
function expectSameBuild({ build }: Partial<LoadRequest>): void {
  if (build === BUILD_ID) return;
  const message = `The page has the build ${build ?? '0.1.0'} of rankside and its worker ${BUILD_ID}. Reload the page`;
  throw new RerankError('version-mismatch', message, { details: { page: build, worker: BUILD_ID } });
}

const HEARTBEAT_MS = 1000;
/** After this time heartbeats stop, so that the page's watchdog ends a load that makes no progress. */
const MAX_HEARTBEATS_MS = 120_000;

/** Calls `send` every second while files arrive and sessions compile. Returns a function that stops the calls. */
function sendHeartbeats(send: () => void): () => void {
  const started = performance.now();
  const timer = setInterval(() => {
    if (performance.now() - started < MAX_HEARTBEATS_MS) send();
  }, HEARTBEAT_MS);
  return () => clearInterval(timer);
}
