/**
 * @file The runtime of onnxruntime-web, in one of three builds: `plain`, the smallest, if no GPU is needed; `jspi` with
 * WebGPU if WebAssembly can suspend; else `asyncify` with WebGPU.
 *
 * A worker initialises onnxruntime-web once, so the first call determines the build.
 */
import * as ort from 'onnxruntime-web/webgpu';
import type { Device } from '../../../core/types';
import { request } from '../../../models/files/download';
import { pickBuild } from '../pick-build';
import type {
  DeviceTensor,
  Feeds,
  FeedTensor,
  RawTensor,
  Runtime,
  RuntimeBuild,
  RuntimeFiles,
  Session,
  SessionFiles,
} from '../runtime';

export type OrtOptions = {
  /** Whether the plan has a candidate for the GPU. */
  readonly gpu: boolean;
  readonly files: RuntimeFiles;
  readonly threads: number;
  /** The WASM binary, for environments where it cannot be fetched (Node). */
  readonly wasmBinary?: Uint8Array;
};

let chosen: RuntimeBuild | undefined;

export async function createOrtRuntime(options: OrtOptions): Promise<Runtime> {
  chosen ??= pickBuild(options.gpu);
  const { mjs, wasm } = options.files[chosen];
  const [whole] = wasm;
  ort.env.logLevel = 'error';
  ort.env.wasm.wasmPaths = { mjs, ...(wasm.length === 1 && whole !== undefined ? { wasm: whole } : {}) };
  ort.env.wasm.numThreads = options.threads;
  if (options.wasmBinary) ort.env.wasm.wasmBinary = options.wasmBinary;
  else if (wasm.length > 1) ort.env.wasm.wasmBinary ??= await joinParts(wasm);
  return new OrtRuntime(chosen, mjs, options.threads);
}

/** Fetches the parts of a WASM file that is too large for some static hosts. */
async function joinParts(urls: readonly string[]): Promise<Uint8Array> {
  const parts = await Promise.all(
    urls.map(async (url) => (await request(url, { fetch: (each) => fetch(each) })).arrayBuffer()),
  );
  return new Uint8Array(await new Blob(parts).arrayBuffer());
}

class OrtRuntime implements Runtime {
  readonly build: string;
  readonly threads: number;
  readonly #loader: string;

  /** @param loader the URL of the build's loader */
  constructor(build: RuntimeBuild, loader: string, threads: number) {
    this.build = `onnxruntime-web/${build}@${ort.env.versions.web ?? 'unknown'}`;
    this.#loader = loader;
    this.threads = threads;
  }

  async createSession(device: Device, files: SessionFiles): Promise<Session> {
    const common = {
      graphOptimizationLevel: 'all',
      externalData: files.data.map(({ path, data }) => ({ path, data })),
    } as const;
    if (device === 'wasm') {
      return new OrtSession(await this.#create(files, { ...common, executionProviders: ['wasm'] }));
    }
    const session = await this.#create(files, {
      ...common,
      executionProviders: [{ name: 'webgpu', storageBufferCacheMode: 'simple' }],
      preferredOutputLocation: { [STATES]: 'gpu-buffer' },
    });
    return new GpuSession(session, await ort.env.webgpu.device);
  }

  /** The first session loads the build. @throws Error that names the loader's URL if it cannot be loaded */
  async #create({ graph }: SessionFiles, options: ort.InferenceSession.SessionOptions): Promise<ort.InferenceSession> {
    try {
      return await ort.InferenceSession.create(graph, options);
    } catch (cause) {
      if (!/fetch|import/i.test(String(cause))) throw cause;
      const advice = 'Serve its files (npx rankside copy <folder> --onnx), and see docs/bundlers.md';
      throw new Error(`Cannot load onnxruntime-web from ${this.#loader}: ${String(cause)}. ${advice}`, { cause });
    }
  }
}

/** The output that a segment passes to the next one. */
const STATES = 'next_hidden';

class OrtSession implements Session {
  readonly inputs: Session['inputs'];
  readonly outputs: readonly string[];
  readonly #session: ort.InferenceSession;
  protected released = false;
  deviceLoss: string | undefined;

  constructor(session: ort.InferenceSession) {
    this.#session = session;
    this.inputs = session.inputMetadata.map((input) => ({
      name: input.name,
      type: input.isTensor ? input.type : 'unknown',
    }));
    this.outputs = session.outputNames;
  }

  async run(feeds: Feeds, wanted: readonly string[]): Promise<Record<string, RawTensor>> {
    const outputs = await this.runToTensors(feeds, wanted);
    const copies: Record<string, RawTensor> = {};
    for (const [name, tensor] of Object.entries(outputs)) {
      copies[name] = rawTensor(tensor.type, await tensor.getData(), tensor.dims);
      tensor.dispose();
    }
    return copies;
  }

  async release(): Promise<void> {
    this.released = true;
    await this.#session.release();
  }

  protected runToTensors(feeds: Feeds, wanted: readonly string[]): Promise<Readonly<Record<string, ort.Tensor>>> {
    const tensors = Object.fromEntries(Object.entries(feeds).map(([name, feed]) => [name, asTensor(feed)]));
    return this.#session.run(tensors, wanted);
  }
}

class GpuSession extends OrtSession {
  constructor(session: ort.InferenceSession, device: GPUDevice) {
    super(session);
    void device.lost.then(({ message, reason }) => {
      if (!this.released) this.deviceLoss = message || reason;
    });
  }

  async runOnDevice(feeds: Feeds, wanted: string): Promise<DeviceTensor> {
    const tensor = (await this.runToTensors(feeds, [wanted]))[wanted]!;
    return { dims: tensor.dims, onDevice: tensor, release: () => tensor.dispose() };
  }
}

function asTensor(feed: FeedTensor | DeviceTensor): ort.Tensor {
  if ('onDevice' in feed) return feed.onDevice as ort.Tensor;
  return new ort.Tensor(feed.type, feed.data as never, feed.dims);
}

/** float16 data is a `Float16Array` in browsers that have one. */
function rawTensor(type: ort.Tensor.Type, data: ort.Tensor.DataType, dims: readonly number[]): RawTensor {
  if (type !== 'float16') return { data: data as Float32Array, dims };
  const { buffer, byteOffset, length } = data as Uint16Array;
  return { type, data: new Uint16Array(buffer, byteOffset, length), dims };
}
