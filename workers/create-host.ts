/**
 * @file The worker's side of the protocol: loads a model, runs jobs on it one at a time, and tells when it can no longer be trusted.
 */
import type { PassageText } from '../src/engine/engine';
import { RerankError } from '../src/errors';
import type { HostApi, HostReport, JobEvent, JobRequest, LoadEvent, LoadRequest } from '../src/protocol/host-api';
import type { MemberApi } from '../src/protocol/member-api';
import { modelLock } from '../src/util/storage-names';
import { encodeError, wired } from '../src/protocol/wire-error';
import type { Wire } from '../src/protocol/wire-error';
import { ExplainRunner } from './explain-runner';
import { IdleWork } from './idle-work';
import { JobRunner } from './job-runner';
import { holdLock } from './life-lock';
import type { Loaded } from './load-model';
import { PrepareRunner } from './prepare-runner';
import { Scheduler } from './scheduler';
import { Staff } from './staff';

/** How a host gets its engine; tests and `rankside/test` bring their own. */
export type Load = (request: LoadRequest, tell: (event: LoadEvent) => void) => Promise<Loaded>;

type Post = { readonly loaded: Loaded; readonly staff: Staff };

/** @param member the part of a pool's member. Default: this host is none */
export function createHost(load: Load, member: MemberApi = noMember): HostApi {
  const scheduler = new Scheduler();
  const idle = new IdleWork(scheduler);
  let post: Post | undefined;
  let releaseLock: (() => void) | undefined;
  let releaseModel: (() => void) | undefined;

  const unload = async () => {
    await idle.stop();
    await scheduler.idle();
    const last = post;
    post = undefined;
    await last?.staff.dispose();
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
          post = { loaded, staff: new Staff(loaded.serving, loaded.scout, request.strategy) };
          if (loaded.update) void loaded.update.then((report) => tell({ kind: 'report', report })).finally(end);
          else end();
          return loaded.report;
        } catch (error) {
          end();
          throw error;
        }
      }),
    run(job, events) {
      if (!post) return refuse(job, events);
      const { staff } = post;
      const onSkipped = (passages: readonly PassageText[]) => idle.encode(passages, staff);
      scheduler.submit(new JobRunner(job, staff, scheduler, events, onSkipped));
    },
    prepare(job, events) {
      if (post) scheduler.submit(new PrepareRunner(job, post.staff, scheduler, events));
      else refuse(job, events);
    },
    explain(job, events) {
      if (post) scheduler.submit(new ExplainRunner(job, post.staff.present, scheduler, events));
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
const noMember: MemberApi = { enlist: unfit, encode: unfit, judge: unfit, forget: () => Promise.resolve() };

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
