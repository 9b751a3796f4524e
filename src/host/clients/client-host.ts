/**
 * @file The host as one of several clients sees it. It gives the client's jobs numbers of their own, and gives up the
 * client's share of the loaded model when the client leaves.
 */
import type {
  EmbedRequest,
  ExplainRequest,
  HostApi,
  HostReport,
  JobRequest,
  LoadRequest,
  PrepareRequest,
} from '../../protocol/host-api';
import type { CollectionRequest } from '../../protocol/collection-api';
import type { Wire } from '../../protocol/wire-error';
import { failUnloaded } from '../jobs/fail-unloaded';
import { notAPoolWorker } from '../pool/not-a-pool-worker';
import { holdLock } from '../platform/life-lock';
import type { SharedLoad } from './shared-load';
import type { SharedLoads } from './shared-loads';

/** A client has this many numbers for its jobs, and a worker more clients than it will ever see. */
const JOBS_OF_A_CLIENT = 2 ** 32;
/** This many of the last jobs of a client that left are cancelled; those before have ended. */
const RECENT_JOBS = 256;

type Joined = { readonly load: SharedLoad; readonly events: MessagePort };

export function createClientHost(number: number, loads: SharedLoads): HostApi {
  const recent: number[] = [];
  let joined: Joined | undefined;
  let joining: Promise<unknown> = Promise.resolve();
  let releaseLock: (() => void) | undefined;

  const idOf = (job: number) => number * JOBS_OF_A_CLIENT + job;
  const numbered = <T extends { readonly id: number }>(job: T): T => {
    recent.push(job.id);
    if (recent.length > RECENT_JOBS) recent.shift();
    return { ...job, id: idOf(job.id) };
  };
  const cancel = async (id: number): Promise<void> => {
    await joined?.load.host.cancel(idOf(id));
  };
  const leave = async () => {
    const last = joined;
    await Promise.all(recent.splice(0).map(cancel));
    joined = undefined;
    releaseLock?.();
    if (last) await loads.leave(last.load, last.events);
  };
  const hostOf = (job: { readonly id: number }, events: MessagePort): HostApi | undefined => {
    if (!joined) failUnloaded(job, events);
    return joined?.load.host;
  };

  const join = async (request: LoadRequest, events: MessagePort): Promise<Wire<HostReport>> => {
    await leave();
    releaseLock = await holdLock(request.lifeLock, () => events.postMessage({ kind: 'locked' }));
    const { load, answer } = await loads.join(request, events);
    if (answer.ok) joined = { load, events };
    return answer;
  };

  return {
    load(request, events) {
      const answer = join(request, events);
      joining = answer;
      return answer;
    },
    run: (job: JobRequest, events) => hostOf(job, events)?.run(numbered(job), events),
    prepare: (job: PrepareRequest, events) => hostOf(job, events)?.prepare(numbered(job), events),
    embed: (job: EmbedRequest, events) => hostOf(job, events)?.embed(numbered(job), events),
    explain: (job: ExplainRequest, events) => hostOf(job, events)?.explain(numbered(job), events),
    /** Waits for the model, since the collection is kept where the model is. */
    collection(request: CollectionRequest, events) {
      const own = `${String(number)} ${request.collection}`;
      void joining.then(() => hostOf(request, events)?.collection({ ...numbered(request), collection: own }, events));
    },
    cancel,
    dispose: leave,
    ...notAPoolWorker,
  };
}
