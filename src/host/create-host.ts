/**
 * @file The worker's side of the protocol: loads a model, runs jobs on it one at a time, and tells when it can no longer be trusted.
 */
import type { PassageText } from '../engine/engine';
import { RerankError } from '../core/errors';
import type { HostApi, HostReport, JobEvent, JobRequest, LoadEvent, LoadRequest } from '../protocol/host-api';
import type { PoolWorkerApi } from '../protocol/member-api';
import { modelLock } from '../util/storage-names';
import { encodeError, wired } from '../protocol/wire-error';
import type { Wire } from '../protocol/wire-error';
import { ExplainRunner } from './jobs/explain-runner';
import { IdleWork } from './jobs/idle-work';
import { RankRunner } from './jobs/rank-runner';
import { holdLock } from './platform/life-lock';
import type { LoadResult } from './load-model';
import { PrepareRunner } from './jobs/prepare-runner';
import { Scheduler } from './jobs/scheduler';
import { LoadedModels } from './loaded/loaded-models';

/** How a host gets its engine; tests and `rankside/test` bring their own. */
export type Load = (request: LoadRequest, tell: (event: LoadEvent) => void) => Promise<LoadResult>;

type LoadedHost = { readonly loaded: LoadResult; readonly models: LoadedModels };

/** @param member the part of a pool's member. Default: this host is none */
export function createHost(load: Load, member: PoolWorkerApi = noMember): HostApi {
  const scheduler = new Scheduler();
  const idle = new IdleWork(scheduler);
  let post: LoadedHost | undefined;
  let releaseLock: (() => void) | undefined;
  let releaseModel: (() => void) | undefined;

  const unload = async () => {
    await idle.stop();
    await scheduler.idle();
    const last = post;
    post = undefined;
    await last?.models.dispose();
    last?.loaded.close?.();
  };

  return {
    load: (request, events) =>
      wired(async (): Promise<HostReport> => {
        const tell = (event: LoadEvent) => events.postMessage(event);
        releaseLock?.();
        releaseLock = await holdLock(request.lifeLock, () => tell({ kind: 'locked' }));
        releaseModel?.();
        releaseModel = await holdLock(modelLock(request.model), undefined, 'shared');
        const stop = beat(() => tell({ kind: 'alive' }));
        const end = () => (stop(), events.close());
        try {
          await unload();
          const loaded = await load(request, tell);
          post = { loaded, models: new LoadedModels(loaded.mainModel, loaded.firstPass, request.strategy) };
          if (loaded.finalReport)
            void loaded.finalReport.then((report) => tell({ kind: 'report', report })).finally(end);
          else end();
          return loaded.report;
        } catch (error) {
          end();
          throw error;
        }
      }),
    run(job, events) {
      if (!post) return refuse(job, events);
      const { models } = post;
      const onSkipped = (passages: readonly PassageText[]) => idle.encode(passages, models);
      scheduler.submit(new RankRunner(job, models, scheduler, events, onSkipped));
    },
    prepare(job, events) {
      if (post) scheduler.submit(new PrepareRunner(job, post.models, scheduler, events));
      else refuse(job, events);
    },
    explain(job, events) {
      if (post) scheduler.submit(new ExplainRunner(job, post.models.bestAvailable, scheduler, events));
      else refuse(job, events);
    },
    cancel: (id) => scheduler.cancel(id),
    async dispose() {
      await unload();
      releaseLock?.();
      releaseModel?.();
    },
    ...member,
  };
}

function refuse(job: Pick<JobRequest, 'id'>, events: MessagePort): void {
  const error = encodeError(new RerankError('internal', `Expected a model to be loaded before job ${job.id}`));
  events.postMessage({ kind: 'failed', error } satisfies JobEvent);
  events.close();
}

const unfit = (): Promise<Wire<never>> => wired(() => Promise.reject(new Error('This host is no member of a pool')));
const noMember: PoolWorkerApi = {
  addEngine: unfit,
  encode: unfit,
  classify: unfit,
  cancelBatches: () => Promise.resolve(),
};

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
