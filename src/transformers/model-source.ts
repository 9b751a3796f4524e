/** @file Where a host of transformers.js has its model from: it loads it by name, or the app has loaded it. */
import type { Dtype, TransformersDtype } from '../core/types';
import type { AdapterProbe } from '../engine/runtimes/ort/adapter';
import type { TestedEngine } from '../host/engines/create-tested-engine';
import { LoadProgressTracker } from '../host/engines/load-progress';
import { limitedFetch } from '../models/files/limited-fetch';
import type { Fetch } from '../models/files/limited-fetch';
import type { LoadEvent, LoadRequest } from '../protocol/host-api';
import { dtypeOf } from './dtypes';
import { candidateOf, givenModel, openModel } from './open-model';
import type { Candidate } from './open-model';
import { useRuntimeFiles } from './runtime-files';
import { startModel } from './start-model';
import type { TransformersModel, TransformersModule, TransformersTokenizer } from './transformers-js';

/** What a host of transformers.js takes from where it runs. */
export type TransformersPlatform = {
  readonly fetch: Fetch;
  /** The number of threads that onnxruntime-web may use, at most `requested`. */
  readonly threads: (requested: number | undefined) => number;
};

type Start = {
  readonly request: LoadRequest;
  readonly warn: (message: string) => void;
  readonly onEvent: (event: LoadEvent) => void;
};

export interface ModelSource {
  /** The candidates in the order in which they are tried. */
  candidates(request: LoadRequest, probe: AdapterProbe | undefined): Promise<readonly Candidate[]>;
  /** Loads the model and tests it. */
  start(candidate: Candidate, start: Start): Promise<TestedEngine>;
}

export function namedModels(transformers: TransformersModule, platform: TransformersPlatform): ModelSource {
  const fetch = limitedFetch(platform.fetch);
  const { allowLocalModels, allowRemoteModels, localModelPath, remoteHost, remotePathTemplate } = transformers.env;
  const places = { allowLocalModels, allowRemoteModels, localModelPath, remoteHost, remotePathTemplate };
  return {
    candidates: (request, probe) => Promise.resolve(planNamed(request, probe)),
    async start(candidate, { request, warn, onEvent }) {
      const { env } = transformers;
      Object.assign(env, places); // an earlier load may have changed them
      const threads = platform.threads(request.cores);
      const gpu = candidate.device === 'webgpu';
      if (request.cache === 'memory') env.useBrowserCache = false; // in Node a runtime reads its files from disk
      const { runtime: files } = request.assets;
      const note = files && (await useRuntimeFiles(env, { files, gpu, threads, fetch }));
      if (note) warn(note);
      const onProgress = progressOf(request, onEvent);
      const open = await openModel(candidate, { transformers, request, fetch, onProgress });
      return startModel(open, candidate, { request, fetch, build: buildOf(transformers, gpu), threads });
    },
  };
}

/** A model that the app has loaded, or is loading. */
export function loadedModel(
  given: { readonly model: Given<TransformersModel>; readonly tokenizer: Given<TransformersTokenizer> },
  files: Readonly<Record<string, unknown>> | undefined,
  { fetch }: TransformersPlatform,
): ModelSource {
  return {
    candidates: async () => [candidateOf(await given.model)],
    async start(candidate, { request }) {
      const open = givenModel(await given.model, await given.tokenizer, files);
      return startModel(open, candidate, { request, fetch, build: '@huggingface/transformers', threads: 1 });
    },
  };
}

type Given<T> = T | PromiseLike<T>;

/** On `auto`, a hardware GPU comes first and WASM follows. */
function planNamed(
  { device: requested, dtype, transformers = {} }: LoadRequest,
  probe: AdapterProbe | undefined,
): Candidate[] {
  const device = transformers.device ?? requested;
  const candidate = (on: 'wasm' | 'webgpu'): Candidate => ({ device: on, ...dtypeFor(on, dtype, transformers.dtype) });
  if (device !== 'auto') return [candidate(device)];
  const hasGpu = probe && 'adapter' in probe && !probe.adapter.software;
  return hasGpu ? [candidate('webgpu'), candidate('wasm')] : [candidate('wasm')];
}

function dtypeFor(device: 'wasm' | 'webgpu', dtype: Dtype | undefined, name: TransformersDtype | undefined) {
  const own = dtype ?? (device === 'wasm' ? 'int8' : 'fp32');
  return { dtype: name ? dtypeOf(name) : own, name };
}

/** transformers.js gives events of several kinds; those with bytes are passed on. */
function progressOf({ model }: LoadRequest, onEvent: (event: LoadEvent) => void): (event: unknown) => void {
  const tracker = new LoadProgressTracker((progress) => onEvent({ kind: 'progress', progress }));
  return (event) => {
    const { status, file, loaded, total } = event as {
      status?: string;
      file?: string;
      loaded?: number;
      total?: number;
    };
    if (status !== 'progress' || file === undefined || loaded === undefined) return;
    tracker.update(model, { path: file, bytes: total ?? loaded, sha256: '' }, loaded, false);
  };
}

function buildOf({ env }: TransformersModule, gpu: boolean): string {
  const { versions } = env.backends.onnx;
  const runtime = versions?.web ? `onnxruntime-web@${versions.web}` : `onnxruntime-node@${versions?.node ?? 'unknown'}`;
  return `@huggingface/transformers@${env.version ?? '4'}/${runtime}${gpu ? '/webgpu' : ''}`;
}
