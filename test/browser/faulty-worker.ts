/**
 * @file A worker with the real host and the real runtime, whose name (JSON of `Fault`) selects a fault below the
 * engine.
 *
 * The code under test (engine, self-test, recovery) is the shipped code; only sessions, storage or the adapter fail.
 */
import * as ort from 'onnxruntime-web/webgpu';
import { exposeHost } from '../../src/host/expose-host';
import { browserEnvironment } from '../../src/host/platform/environment';
import type { Environment } from '../../src/host/platform/environment';
import type { TokenVectors } from '../../src/engine/token-vectors';
import type { OutputTensor, Runtime, Session } from '../../src/engine/runtimes/runtime';
import { withWrappedSessions } from './wrapped-sessions';

export type Fault = {
  /** The fault of sessions from run `at` on; `device` limits it to one device, `session` to the n-th created. */
  readonly runs?: 'constant' | 'nan' | 'shuffled' | 'reject' | 'hang' | 'destroy-device';
  readonly at?: number;
  /** Delays the fault until a message on the broadcast channel `fault`; `at` counts from then. */
  readonly onCommand?: boolean;
  readonly session?: number;
  /** The fault of sessions in pool workers from run `at` on; `runs` concerns the main worker. */
  readonly inPool?: 'constant' | 'reject';
  /** The fault of the kernel on WebGPU from its run `at` on. `wrong` exchanges the components of every vector. */
  readonly gpu?: 'hang' | 'lose-device' | 'reject' | 'wrong';
  /** Milliseconds added to every run of a session. */
  readonly slowMs?: number;
  /** The failure of Cache Storage on `put` or `open`. */
  readonly storage?: 'quota' | 'blocked';
  /** Presents a software adapter as hardware, so that `auto` uses it. */
  readonly trustAdapter?: boolean;
  /** The candidate that the store remembers as faster. */
  readonly remembered?: string;
  /** Makes only the plain build of the kernel available, or none. */
  readonly kernel?: 'simd' | 'missing';
  /** Fails the load if onnxruntime-web is started. */
  readonly noOnnx?: boolean;
  /** The text that replaces `card.json`. */
  readonly card?: string;
};

const fault = JSON.parse(self.name || '{}') as Fault;
/** Whether this worker is a pool worker of another. */
let pooled = false;
let created = 0;
let armed = !fault.onCommand;
new BroadcastChannel('fault').onmessage = () => (armed = true);

if (fault.storage) {
  const open = caches.open.bind(caches);
  caches.open = async (name) => {
    if (fault.storage === 'blocked') throw new DOMException('The operation is insecure', 'SecurityError');
    const cache = await open(name);
    cache.put = () => Promise.reject(new DOMException('The quota has been exceeded', 'QuotaExceededError'));
    return cache;
  };
}

const environment: Environment = {
  ...browserEnvironment,
  fetch: (url) => {
    if (fault.card === undefined || !url.endsWith('/card.json')) return browserEnvironment.fetch(url);
    return Promise.resolve(new Response(fault.card));
  },
  async openStore(warn) {
    const store = await browserEnvironment.openStore(warn);
    const { remembered } = fault;
    if (remembered === undefined) return store;
    const choice = new TextEncoder().encode(remembered);
    return { ...store, get: (key) => (key.startsWith('choice/') ? Promise.resolve(choice) : store.get(key)) };
  },
  async createRuntime(options) {
    if (fault.noOnnx) close(); // the page sees the worker die
    return breakRuntime(await browserEnvironment.createRuntime(options));
  },
  async createKernel(source) {
    if ('module' in source) {
      pooled = true;
      return breakRuntime(await browserEnvironment.createKernel(source));
    }
    const arrives = (url: string) => !fault.kernel || (fault.kernel === 'simd' && url === source.files.simd);
    const fetch = (url: string) =>
      arrives(url) ? source.fetch(url) : Promise.reject(new TypeError('Injected: fetch failed'));
    return breakRuntime(await browserEnvironment.createKernel({ ...source, fetch }));
  },
  async createGpuKernel() {
    return breakGpu(await browserEnvironment.createGpuKernel());
  },
  async probeAdapter() {
    const probe = await browserEnvironment.probeAdapter();
    if (!fault.trustAdapter || 'missing' in probe) return probe;
    return { adapter: { ...probe.adapter, software: false } };
  },
};

/** The devices that were opened, newest last. */
const devices: GPUDevice[] = [];
if (fault.gpu === 'lose-device') {
  const requestAdapter = navigator.gpu.requestAdapter.bind(navigator.gpu);
  navigator.gpu.requestAdapter = async (options) => {
    const adapter = await requestAdapter(options);
    const requestDevice = adapter?.requestDevice.bind(adapter);
    return Object.assign(adapter!, {
      requestDevice: async () => {
        const device = await requestDevice!();
        devices.push(device);
        return device;
      },
    });
  };
}

function breakGpu(runtime: Runtime): Runtime {
  const { gpu, at = 1 } = fault;
  if (!gpu) return runtime;
  let runs = 0;
  const broken = async <T>(run: () => Promise<T>, garbled: (value: T) => T): Promise<T> => {
    if (!armed || ++runs < at) return run();
    if (gpu === 'hang') return new Promise(() => undefined);
    if (gpu === 'reject') throw new Error('Injected: the run failed');
    if (gpu === 'lose-device') devices.at(-1).destroy();
    return garbled(await run());
  };
  const wrong = <T extends TokenVectors>(vectors: T): T => {
    return gpu === 'wrong' ? { ...vectors, components: vectors.components.slice().reverse() } : vectors;
  };
  return {
    build: runtime.build,
    threads: runtime.threads,
    createSession: (...args) => runtime.createSession(...args),
    async createEncoder(...args) {
      const encoder = await runtime.createEncoder!(...args);
      return {
        encodePassages: (rows) =>
          broken(
            () => encoder.encodePassages(rows),
            (all) => all.map(wrong),
          ),
        encodeQuery: (ids) => broken(() => encoder.encodeQuery(ids), wrong),
        release: () => encoder.release(),
      };
    },
  };
}

function breakRuntime(runtime: Runtime): Runtime {
  return withWrappedSessions(runtime, (session) => {
    created++;
    return fault.session === undefined || fault.session === created ? brokenRun(session) : undefined;
  });
}

function brokenRun(session: Session): Session['run'] {
  let runs = 0;
  return async (feeds, wanted) => {
    if (armed) runs++;
    if (fault.slowMs) await new Promise((resolve) => setTimeout(resolve, fault.slowMs));
    const failure = pooled ? fault.inPool : fault.runs;
    if (!armed || !failure || runs < (fault.at ?? 1)) return session.run(feeds, wanted);
    if (failure === 'reject') throw new Error('Injected: the run failed');
    if (failure === 'hang') return new Promise(() => undefined);
    if (failure === 'destroy-device') {
      (await ort.env.webgpu.device).destroy();
      return session.run(feeds, wanted);
    }
    return garble((await session.run(feeds, wanted)) as Readonly<Record<string, OutputTensor>>, failure);
  };
}

function garble(outputs: Readonly<Record<string, OutputTensor>>, how: string): Record<string, OutputTensor> {
  return Object.fromEntries(Object.entries(outputs).map(([name, tensor]) => [name, garbleTensor(tensor, how)]));
}

function garbleTensor({ data, dims }: OutputTensor, how: string): OutputTensor {
  if (how === 'nan') return { data: data.map(() => NaN), dims };
  const width = dims.at(-1) ?? 1;
  if (how === 'constant') return { data: data.map((_, at) => (at % width === 0 ? 1 : 0)), dims };
  const turned = new Float32Array(data.length); // every vector's components rotated by an amount that depends on its first one
  for (let from = 0; from < data.length; from += width) {
    const by = 1 + (Math.abs(Math.round(data[from]! * 1e4)) % Math.max(1, width - 1));
    for (let d = 0; d < width; d++) turned[from + ((d + by) % width)] = data[from + d]!;
  }
  return { data: turned, dims };
}

exposeHost(self as unknown as Parameters<typeof exposeHost>[0], environment);
