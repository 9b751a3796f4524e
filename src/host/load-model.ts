/**
 * @file Loads the models of a request: locates, plans and starts the main model, after the first-pass model if there is
 * one.
 */
import { limitedFetch } from '../models/files/limited-fetch';
import { memoryStore } from '../models/files/model-store';
import { resolveMethod } from '../methods/registry';
import { cutToDepth, depthsOf, withoutForeignFits } from '../models/exits';
import type { ModelCard, Variant } from '../models/card';
import type { HostReport, LoadEvent, LoadRequest } from '../protocol/host-api';
import type { FirstPassReport } from '../core/report';
import { messageOf } from '../util/message-of';
import { buildLoadedModel } from './build-loaded-model';
import { startEngine, planModel } from './engines/start-engine';
import type { LoadContext } from './engines/start-engine';
import { startGpuEngine } from './gpu/start-gpu-engine';
import type { SharedGpu } from './gpu/start-gpu-engine';
import { LoadProgressTracker } from './engines/load-progress';
import type { Environment } from './platform/environment';
import { LoadNotes } from './load-notes';
import { locateModel } from './locate/locate-model';
import { noPool, openPool } from './pool/pool';
import type { Pool } from './pool/pool';
import type { LoadedModel } from './loaded/loaded-model';
import type { FirstPassModel, LastPassModel } from './loaded/loaded-models';
import { buildReport } from './report';
import type { LoadFacts } from './report';
import { startFirstPassModel } from './start-first-pass-model';
import type { StartedFirstPass } from './start-first-pass-model';
import { startLastPassModel } from './start-last-pass-model';
import { RecordingStore } from './storage/stored-files';

/** The models that a host answers with. */
export type LoadResult = {
  /** The main model. If there is a first-pass model, a promise that rejects if the main model cannot be loaded. */
  readonly mainModel: LoadedModel | Promise<LoadedModel>;
  readonly firstPass?: FirstPassModel;
  /** Never rejects; resolves to undefined if the model cannot be loaded. Absent if the request names none. */
  readonly lastPass?: Promise<LastPassModel | undefined>;
  readonly report: HostReport;
  /** The report after the main model was loaded or failed to load. Never rejects. Absent without a first-pass model. */
  readonly finalReport?: Promise<HostReport>;
  /** Ends the pool. */
  readonly close?: () => void;
};

type LoadedMain = { readonly mainModel: LoadedModel; readonly report: HostReport };

/**
 * @throws RangeError for a depth that the model does not have; RerankError `unknown-model`, `unknown-method`,
 * `method-unsupported`, `model-unavailable`, `model-invalid`, `device-unavailable`, or `no-candidate` with the reason
 * of every candidate
 */
export async function loadModel(
  request: LoadRequest,
  env: Environment,
  onEvent: (event: LoadEvent) => void,
): Promise<LoadResult> {
  const started = performance.now();
  const limitedEnv = { ...env, fetch: limitedFetch(env.fetch) };
  const notes = new LoadNotes();
  const { warn, countDamaged } = notes;
  const store = new RecordingStore(request.cache === 'memory' ? memoryStore : await env.openStore(warn), request.model);
  const located = await locateModel(request, limitedEnv, store);
  const cutCard = cutToDepth(located.card, request.depth);
  const method = resolveMethod(request.method, cutCard);
  const card = withoutForeignFits(cutCard, method.name);
  const probe = await probeAdapterFor(card, request, env);
  const progress = new LoadProgressTracker((each) => onEvent({ kind: 'progress', progress: each }));
  const context: LoadContext = { request, env: limitedEnv, store, probe, progress, warn, countDamaged, onEvent };
  const facts = { card, depths: depthsOf(located.card), method, probe, storage: store.kind, started, notes };
  const planned = planModel({ ...located, card }, context);
  if (planned.plan.limitation) warn(planned.plan.limitation);
  let pool = openPoolFor(card, planned.plan.candidates[0], context);
  let gpu: SharedGpu | undefined;
  let mainReport: (() => HostReport) | undefined;

  const loadMain = async (firstPass?: FirstPassReport): Promise<LoadedMain> => {
    const engine = await startEngine(planned, context).finally(() => store.writeList());
    // Where a GPU was tried first and WASM serves, there is no pool yet.
    if (pool === noPool) pool = openPoolFor(card, engine.variant, context);
    const mainModel = await buildLoadedModel({ started: engine, card, method: request.method, pool }, context);
    const workers = 1 + (mainModel.pooledEngines?.length ?? 0);
    const own = buildReport(facts, engine, { workers, ...(firstPass ? { firstPass } : {}) });
    const report = (): HostReport => {
      return { ...own, ...notes.facts, candidates: gpu ? [...own.candidates, gpu.candidate] : own.candidates };
    };
    const onChange = () => onEvent({ kind: 'report', report: report() });
    mainReport = report;
    gpu = startGpuEngine({ planned, started: engine, mainModel, onChange }, context);
    return { mainModel: gpu ? { ...mainModel, gpu } : mainModel, report: report() };
  };

  const close = () => {
    pool.close();
    gpu?.close();
  };
  try {
    const firstPass = await startFirstPassModel(planned, pool, context);
    const models = firstPass ? answerWhileLoading(firstPass, loadMain, facts) : await loadMain();
    const mainLoaded = Promise.resolve(models.mainModel);
    const start = { card, method: method.name, pool, mainLoaded, setState: notes.setLastPass };
    const lastPass = startLastPassModel(start, context);
    void reportLaterNotes(models, notes, (last) => {
      onEvent({ kind: 'report', report: mainReport?.() ?? { ...last, ...notes.facts } });
    });
    return { ...models, ...(lastPass ? { lastPass, report: { ...models.report, ...notes.facts } } : {}), close };
  } catch (error) {
    close();
    throw error;
  }
}

/** Starts to load the main model; until it is loaded, the first-pass model answers alone. */
function answerWhileLoading(
  { firstPass, started, report: firstPassReport }: StartedFirstPass,
  loadMain: (firstPass: FirstPassReport) => Promise<LoadedMain>,
  facts: LoadFacts,
): LoadResult {
  const report = buildReport(facts, started, { workers: 1, firstPass: firstPassReport, mainModelPending: true });
  const loading = loadMain(firstPassReport);
  const finalReport = loading.then(
    (main) => main.report,
    (error: unknown): HostReport => {
      const { model } = firstPassReport;
      facts.notes.warn(`${facts.card.name} could not be loaded, so ${model} scores every passage: ${messageOf(error)}`);
      return { ...report, mainModelPending: false, ...facts.notes.facts };
    },
  );
  const mainModel = loading.then((main) => main.mainModel);
  mainModel.catch(() => undefined); // jobs that wait for the main model handle its error
  return { mainModel, firstPass, report, finalReport };
}

/** Reports what is noted after the load, for example that storage fails, each time with the whole report. */
async function reportLaterNotes(
  { report, finalReport }: LoadResult,
  notes: LoadNotes,
  send: (last: HostReport) => void,
): Promise<void> {
  const last = (await finalReport) ?? report;
  notes.watch(() => send(last));
}

async function probeAdapterFor(card: ModelCard, request: LoadRequest, env: Environment) {
  if (request.device === 'wasm') return undefined;
  return card.variants.some((variant) => variant.device === 'webgpu') ? env.probeAdapter() : undefined;
}

/**
 * Opens a pool for a variant that runs on WASM on one thread. A GPU is one device, and a runtime with threads already
 * uses the other cores. Prompts of a language model are not shared out.
 */
function openPoolFor(card: ModelCard, variant: Variant | undefined, { request, env, warn }: LoadContext): Pool {
  if (!env.spawn || variant?.device !== 'wasm' || card.chat) return noPool;
  if (variant.runtime !== 'kernel' && env.threads(request.cores) > 1) return noPool;
  return openPool(env.cores(request.cores) - 1, env.spawn, warn);
}
