/**
 * @file One worker, and so one model and one GPU device, for all tabs of an origin.
 *
 * One page runs the worker; the others reach it by ports that a shared worker, the broker, passes on. When that page is
 * closed, another one starts a worker, within the calls that are running. Where the browser has no shared workers or no
 * Web Locks, each page has a worker of its own.
 */
import type { WorkerLike } from '../client/reranker';
import { workerSourceOf } from '../client/worker-source';
import { BUILD_ID } from '../protocol/build-id';
import { connectBroker } from './connect-broker';
import { Leader } from './leader';
import { PageGroup } from './page-group';

export type AllTabsOptions = {
  /**
   * The base URL of the package's files, for pages whose bundler does not emit them: the option `assets` of
   * `createReranker`. Default: beside the package's own files.
   */
  readonly assets?: string | URL;
  /** Pages with the same name share a worker. Default `default`. */
  readonly name?: string;
  /** Starts the worker. Default: starts the package's own. */
  readonly worker?: () => Worker;
};

/**
 * Returns the option `worker` of `createReranker` for one worker in all tabs of the origin.
 *
 * Rerankers with equal options share a loaded model, its vectors and its queue; others load models of their own in the
 * same worker. The worker ends with the last of them.
 */
export function workerOfAllTabs(options: AllTabsOptions = {}): () => WorkerLike {
  const name = `rankside ${options.name ?? 'default'} ${BUILD_ID}`; // a new version does not share with an old one
  return () => (canShare() ? connect(name, options) : startWorker(options));
}

const groups = new Map<string, Promise<PageGroup | undefined>>();

/** Returns at once the port that the worker will answer on. It closes when the worker cannot be reached any more. */
function connect(name: string, options: AllTabsOptions): WorkerLike {
  const { port1, port2 } = new MessageChannel();
  const left = new AbortController();
  const onLost = () => {
    if (!left.signal.aborted) port1.dispatchEvent(new Event('close'));
  };
  void join(name, options, port2, left.signal, onLost).catch((cause: unknown) =>
    port1.dispatchEvent(new ErrorEvent('error', { message: String(cause) })),
  );
  const terminate = () => {
    left.abort();
    port1.close();
  };
  return Object.assign(port1, { terminate });
}

/** @param left is aborted when the client needs the worker no more */
async function join(
  name: string,
  options: AllTabsOptions,
  port: MessagePort,
  left: AbortSignal,
  onLost: () => void,
): Promise<void> {
  const client = `${name} client ${crypto.randomUUID()}`;
  await hold(client, left);
  const group = await groupOf(name, options);
  if (!group) {
    const alone = new Leader(startWorker(options));
    void alone.ended.then(onLost);
    return alone.admit(client, port);
  }
  if (left.aborted) return;
  group.add(client, { port, onLost });
  left.addEventListener('abort', () => group.remove(client));
}

/** Resolves to undefined where there is no broker. */
function groupOf(name: string, options: AllTabsOptions): Promise<PageGroup | undefined> {
  const known = groups.get(name);
  if (known) return known;
  const group = connectBroker(name, options.assets).then(
    (broker) => broker && new PageGroup(broker, `${name} leader`, () => startWorker(options)),
  );
  groups.set(name, group);
  return group;
}

/** Resolves once the lock is held, which it is until the signal is aborted or the page is closed. */
function hold(name: string, until: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const held = () =>
      new Promise<void>((release) => {
        resolve();
        if (until.aborted) release();
        until.addEventListener('abort', () => release(), { once: true });
      });
    navigator.locks.request(name, held).catch(reject);
  });
}

function startWorker({ assets, worker }: AllTabsOptions): Worker {
  if (worker) return worker();
  const source = workerSourceOf(assets === undefined ? {} : { assets });
  return (source.worker as () => Worker)();
}

function canShare(): boolean {
  return typeof SharedWorker !== 'undefined' && typeof navigator !== 'undefined' && 'locks' in navigator;
}
