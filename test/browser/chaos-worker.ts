/**
 * @file A worker with the real host over a platform that fails on command. The command is the name of a place, sent on
 * the broadcast channel `chaos`; it reaches workers that exist then. A worker that has a place as its name fails there
 * from its start.
 */
import { exposeHost } from '../../src/host/expose-host';
import { browserEnvironment } from '../../src/host/platform/environment';
import type { Environment } from '../../src/host/platform/environment';
import type { OutputTensor, Runtime, Session } from '../../src/engine/runtimes/runtime';
import { withWrappedSessions } from './wrapped-sessions';

const never = <T>(): Promise<T> => new Promise<T>(() => undefined);
const failing = () => Promise.reject(new Error('Injected: the run failed'));
const quota = () => new DOMException('Injected: the quota has been exceeded', 'QuotaExceededError');

/** What happens to the next run of a session; the worker's runs are slow, so that faults meet calls that run. */
let nextRun: ((session: Session, ...args: Parameters<Session['run']>) => ReturnType<Session['run']>) | undefined;
const SLOW_MS = 1;

function failRequests(name: 'get' | 'put', how: () => never): void {
  IDBObjectStore.prototype[name] = how;
}

function moveClock(byMs: number): void {
  const now = performance.now.bind(performance);
  const wall = Date.now.bind(Date);
  performance.now = () => now() + byMs;
  Date.now = () => wall() + byMs;
}

function loseMessages(count: number): void {
  let left = count;
  // eslint-disable-next-line @typescript-eslint/unbound-method -- it is applied to its port
  const post = MessagePort.prototype.postMessage as (this: MessagePort, ...args: unknown[]) => void;
  MessagePort.prototype.postMessage = function (this: MessagePort, ...args: unknown[]) {
    const isEvent = typeof (args[0] as { kind?: unknown } | undefined)?.kind === 'string';
    if (isEvent && left-- > 0) return;
    post.apply(this, args);
  };
}

const FAULTS: Readonly<Record<string, () => void>> = {
  'the worker closes itself': () => self.close(),
  'the worker throws': () => void setTimeout(() => { throw new Error('Injected: uncaught'); }), // prettier-ignore
  'the worker rejects': () => void Promise.reject(new Error('Injected: unhandled')),
  'the worker is busy for 2.5 s': () => {
    const end = performance.now() + 2500;
    while (performance.now() < end);
  },
  'a run fails': () => (nextRun = failing),
  'a run gives NaN': () =>
    (nextRun = async (session, ...args) => {
      const outputs = (await session.run(...args)) as Readonly<Record<string, OutputTensor>>;
      const spoiled = Object.entries(outputs).map(([name, { data, dims }]) => [
        name,
        { data: data.map(() => NaN), dims },
      ]);
      return Object.fromEntries(spoiled) as Record<string, OutputTensor>;
    }),
  'a run never ends': () => (nextRun = () => never()),
  'an event of a job is lost': () => loseMessages(1),
  'twenty events of jobs are lost': () => loseMessages(20),
  'IndexedDB throws on reads': () => failRequests('get', () => { throw new DOMException('Injected', 'UnknownError'); }), // prettier-ignore
  'IndexedDB throws on writes': () => failRequests('put', () => { throw quota(); }), // prettier-ignore
  'IndexedDB does not answer': () => (IDBFactory.prototype.open = () => new EventTarget() as never),
  'IndexedDB cannot be opened': () =>
    (IDBFactory.prototype.open = () => {
      throw new DOMException('Injected: the operation is insecure', 'SecurityError');
    }),
  'Cache Storage is full': () => (Cache.prototype.put = () => Promise.reject(quota())),
  'Cache Storage does not answer': () => {
    Cache.prototype.match = never;
    Cache.prototype.put = never;
  },
  'the network fails': () => (self.fetch = () => Promise.reject(new TypeError('Injected: Failed to fetch'))),
  'hashes fail': () => (crypto.subtle.digest = () => Promise.reject(new DOMException('Injected', 'OperationError'))),
  'memory cannot grow': () =>
    (WebAssembly.Memory.prototype.grow = () => { throw new RangeError('Injected: Maximum memory size exceeded'); }), // prettier-ignore
  'the clock jumps an hour ahead': () => moveClock(3_600_000),
  'the clock jumps an hour back': () => moveClock(-3_600_000),
};

FAULTS[self.name]?.();
new BroadcastChannel('chaos').onmessage = ({ data }: MessageEvent<string>) => FAULTS[data]?.();

function slowed(runtime: Runtime): Runtime {
  return withWrappedSessions(runtime, (session) => async (...given) => {
    await new Promise((resolve) => setTimeout(resolve, SLOW_MS));
    const faulty = nextRun;
    nextRun = undefined;
    return faulty ? faulty(session, ...given) : session.run(...given);
  });
}

const environment: Environment = {
  ...browserEnvironment,
  createRuntime: async (options) => slowed(await browserEnvironment.createRuntime(options)),
  createKernel: async (source) => slowed(await browserEnvironment.createKernel(source)),
};

exposeHost(self as unknown as Parameters<typeof exposeHost>[0], environment);
