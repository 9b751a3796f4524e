/** @file Creates a reranker: validates the options, starts a worker and loads the model in it. */
import type { AssetUrls, LoadRequest } from '../protocol/host-api';
import type { CreateOptions, Reranker } from './reranker';
import type { StageRequest } from '../core/types';
import { callListener } from '../util/call-listener';
import { baseUrl } from '../util/base-url';
import { absoluteUrls } from './absolute-urls';
import { assetsUnder, separateFolders } from './assets-under';
import { defaultAssets } from './default-assets';
import { RerankerClient } from './reranker-client';
import { Supervisor } from './supervisor';
import { CREATE_OPTIONS, warnOfUnknownOptions } from './unknown-options';
import { copyOptions } from './validate';
import { validateCreate } from './validate-create';
import type { WorkerLink } from './worker-link';
import { workerSourceOf } from './worker-source';

const DEFAULTS = { hangMs: 30_000, vectorCacheBytes: 128 * 2 ** 20, vectorStorageBytes: 256 * 2 ** 20 };

/**
 * Starts a worker, loads the model in it, tests it, and resolves when it can rank. With a first-pass model, it resolves
 * as soon as that one can rank, and the main model follows.
 *
 * @throws RangeError or TypeError for an invalid option or a depth that the model does not have; RerankError
 * `unknown-model`, `unknown-method`, `method-unsupported`, `device-unavailable` (also where there is no `Worker`, as in Node),
 * `model-unavailable`, `model-invalid`, `no-candidate` (`details` say why each candidate was refused), `worker-lost` or
 * `version-mismatch`
 */
export async function createReranker(options?: CreateOptions): Promise<Reranker> {
  return create(copyOptions(options));
}

/** A reranker that is being loaded, and its worker, which answers tasks of collections before. */
export type StartedReranker = {
  readonly reranker: Promise<Reranker>;
  /** The worker that loads the model; undefined while there is none, and after it died. */
  readonly early: () => WorkerLink | undefined;
  readonly close: () => Promise<void>;
};

/** `createReranker` that returns at once. @throws what `createReranker` throws for invalid options */
export function startReranker(given: CreateOptions): StartedReranker {
  const options = copyOptions(given);
  const supervisor = superviseWorker(options);
  return { reranker: connect(options, supervisor), early: () => supervisor.living, close: () => supervisor.close() };
}

async function create(options: CreateOptions): Promise<Reranker> {
  return connect(options, superviseWorker(options));
}

function superviseWorker(options: CreateOptions): Supervisor {
  validateCreate(options);
  for (const message of warnOfUnknownOptions(options, CREATE_OPTIONS))
    callListener(options.onStatus, { kind: 'warning', message });
  return new Supervisor({
    ...workerSourceOf({ ...options, worker: options.worker ?? options.engine?.worker }),
    request: toLoadRequest(options),
    hangMs: options.hangMs ?? DEFAULTS.hangMs,
    onProgress: options.onProgress,
    onStatus: options.onStatus,
  });
}

async function connect(options: CreateOptions, supervisor: Supervisor): Promise<Reranker> {
  await supervisor.connect();
  const { longPassages, idleMs } = options;
  return new RerankerClient(supervisor, idleMs, longPassages === undefined ? {} : { longPassages });
}

function toLoadRequest(options: CreateOptions): Omit<LoadRequest, 'build' | 'avoid' | 'lifeLock'> {
  return {
    model: toModelName(options.model ?? 'base'),
    ...(options.revision === undefined ? {} : { revision: options.revision }),
    ...(options.hub === undefined ? {} : { hub: toModelName(new URL(options.hub, baseUrl())) }),
    ...(options.card === undefined ? {} : { card: options.card }),
    ...(options.modelOrigins === undefined ? {} : { modelOrigins: options.modelOrigins.map(toOrigin) }),
    device: options.device ?? 'auto',
    ...(options.dtype ? { dtype: options.dtype } : {}),
    ...(options.engine ? { transformers: options.engine.options } : {}),
    ...(options.depth === undefined ? {} : { depth: options.depth }),
    method: options.stages?.map(toStage) ?? options.method ?? 'auto',
    assets: assetsOf(options),
    cache: options.cache ?? 'persistent',
    vectorCacheBytes: options.vectorCacheBytes ?? DEFAULTS.vectorCacheBytes,
    vectorStorageBytes: options.vectorStorageBytes ?? DEFAULTS.vectorStorageBytes,
    strategy: options.strategy ?? 'auto',
    ...(options.lastPass === undefined ? {} : { lastPass: toModelName(options.lastPass) }),
    ...(options.cores === undefined ? {} : { cores: options.cores }),
  };
}

/** Files under `assets`, or else those that bundlers emitted. Only a runtime that the app added is used. */
function assetsOf({ assets, runtimes = [] }: CreateOptions): AssetUrls {
  const { runtime: served, ...always } = assets === undefined ? emittedAssets() : assetsUnder(assets);
  const [added] = runtimes;
  const runtime = added && (served ?? added.files);
  return absoluteUrls({ ...always, ...(runtime ? { runtime } : {}) });
}

/** A bundler does not emit the folders of models that are not part of the package: the app serves them by its page. */
function emittedAssets(): AssetUrls {
  const base = baseUrl();
  return { ...defaultAssets(), ...(base === undefined ? {} : { folders: separateFolders(base) }) };
}

function toStage(stage: string | StageRequest): StageRequest {
  return typeof stage === 'string' ? { method: stage } : stage;
}

function toOrigin(url: string): string {
  return new URL(url).origin;
}

/** Returns a folder's URL for a URL or a string that ends with a slash, and any other string, a name, unchanged. */
function toModelName(model: string | URL): string {
  if (model instanceof URL) return model.href.endsWith('/') ? model.href : `${model.href}/`;
  return model.endsWith('/') ? new URL(model, baseUrl()).href : model;
}
