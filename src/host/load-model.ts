/**
 * @file From a request to what serves: the model asked for, and beside it, where its card has been fitted to one, the first-pass model of a cascade.
 *
 * The first-pass model is a quarter of the main model's bytes. It is loaded first and answers while the main model arrives.
 */
import { memoryStore } from '../models/files/model-store';
import { candidateOf } from './engines/plan';
import { VectorCache } from '../engine/vectors/vector-cache';
import type { Method } from '../methods/contract/method';
import { resolveMethod } from '../methods/registry';
import { cutToDepth, depthsOf, withoutForeignFits, fittedOf } from '../models/exits';
import { pageFacts } from '../models/page-facts';
import type { ModelCard, Variant } from '../models/card';
import type { HostReport, LoadEvent, LoadRequest } from '../protocol/host-api';
import type { FirstPassReport } from '../core/report';
import { messageOf } from '../util/message-of';
import { startEngine, planModel } from './engines/start-engine';
import type { StartedEngine, LoadContext, ModelPlan } from './engines/start-engine';
import { LoadProgressTracker } from './engines/load-progress';
import type { Environment } from './platform/environment';
import { locateModel } from './locate/locate-model';
import { Pace } from './pool/pace';
import { PairScores } from './storage/pair-scores';
import { noPool, openPool } from './pool/pool';
import type { Pool } from './pool/pool';
import { locateFirstPassModel } from './locate/locate-first-pass';
import type { LoadedModel } from './loaded/loaded-model';
import type { FirstPassModel } from './loaded/loaded-models';
import { openScoreStorage } from './storage/score-storage';
import { RecordingStore } from './storage/stored-files';
import { openVectorStorage } from './storage/vector-storage';

/** What a host serves with. */
export type LoadResult = {
  /** The main model, once it is there; rejects where it cannot be had and a first-pass model is left. */
  readonly mainModel: LoadedModel | Promise<LoadedModel>;
  readonly firstPass?: FirstPassModel;
  readonly report: HostReport;
  /** Once the main model has arrived, or will not. Never rejects. */
  readonly finalReport?: Promise<HostReport>;
  /** Lets go what is beside the engines. */
  readonly close?: () => void;
};

/**
 * @throws RangeError for a depth that the model does not have; RerankError `unknown-model`, `unknown-method`, `method-unsupported`, `model-unavailable`, `model-invalid`,
 * `device-unavailable`, or `no-candidate` with every reason
 */
export async function loadModel(
  request: LoadRequest,
  env: Environment,
  tell: (event: LoadEvent) => void,
): Promise<LoadResult> {
  const started = performance.now();
  const warnings: string[] = [];
  const warn = (message: string) => {
    if (!warnings.includes(message)) warnings.push(message);
  };
  const store = new RecordingStore(request.cache === 'memory' ? memoryStore : await env.openStore(warn), request.model);
  const whole = await locateModel(request, env, store);
  const cut = cutToDepth(whole.card, request.depth);
  const method = resolveMethod(request.method, cut);
  const model = { ...whole, card: withoutForeignFits(cut, method.name) };
  const probe = await probeIfWanted(request, model.card.variants, env);
  const bytes = new LoadProgressTracker((progress) => tell({ kind: 'progress', progress }));
  const context: LoadContext = { request, env, store, probe, bytes, warn, tell };
  const planned = planModel(model, context);
  const pool = poolFor(planned, context);
  const make = modelBuilder(pool, request, env, warn);

  const report = (
    parts: Partial<HostReport> & Pick<HostReport, 'candidates'>,
    main: StartedEngine,
    workers: number,
  ): HostReport => ({
    model: model.card.name,
    ...(model.card.exits ? { depth: depthsOf(model.card).at(-1)! } : {}),
    depths: depthsOf(whole.card),
    method: method.name,
    scoreKind: method.scoreKind,
    ...candidateOf(main.candidate.variant),
    engine: main.candidate.engine.build,
    ...(probe && 'adapter' in probe ? { adapter: probe.adapter } : {}),
    selfTest: main.candidate.selfTest,
    storage: store.kind,
    threads: main.candidate.threads,
    workers,
    mainModelPending: false,
    ...pageFacts(model.card),
    loadMs: performance.now() - started,
    warnings: [...warnings],
    ...parts,
  });

  const finish = async (firstPass?: FirstPassReport) => {
    const main = await startEngine(planned, context).finally(() => store.keepList());
    const serving = await make(main, model.card, request.method);
    const workers = 1 + (serving.pooledEngines?.length ?? 0);
    return {
      mainModel: serving,
      report: report({ candidates: main.candidates, ...(firstPass ? { firstPass } : {}) }, main, workers),
    };
  };
  const close = () => pool.close();

  try {
    const firstPass = await startFirstPassModel(planned, context, make);
    if (!firstPass) return { ...(await finish()), close };
    const { brought, facts } = firstPass;
    const first = report({ candidates: brought.candidates, firstPass: facts, mainModelPending: true }, brought, 1);
    const arriving = finish(facts);
    const finalReport = arriving.then(
      (found) => found.report,
      (error: unknown) => {
        warn(`${model.card.name} could not be loaded, ${facts.model} ranks alone: ${messageOf(error)}`);
        return { ...first, mainModelPending: false, warnings: [...warnings] };
      },
    );
    const mainModel = arriving.then((found) => found.mainModel);
    mainModel.catch(() => undefined);
    return { mainModel, firstPass, report: first, finalReport, close };
  } catch (error) {
    close();
    throw error;
  }
}

async function probeIfWanted(request: LoadRequest, variants: readonly Variant[], env: Environment) {
  if (request.device === 'wasm') return undefined;
  return variants.some((variant) => variant.device === 'webgpu') ? env.probeAdapter() : undefined;
}

/** Where the plan begins with WASM: a GPU is one, and threads of the runtime are cores as well. Prompts are not shared out. */
function poolFor({ model, plan }: ModelPlan, { request, env, warn }: LoadContext): Pool {
  const [first] = plan.candidates;
  if (!env.spawn || first?.device !== 'wasm' || model.card.chat) return noPool;
  if (first.runtime !== 'kernel' && env.threads(request.cores) > 1) return noPool;
  return openPool(env.cores(request.cores) - 1, env.spawn, warn);
}

/** @param share of the memory for vectors */
type BuildLoadedModel = (
  brought: StartedEngine,
  card: ModelCard,
  method: LoadRequest['method'],
  share?: number,
) => Promise<LoadedModel>;

function modelBuilder(
  pool: Pool,
  request: LoadRequest,
  env: Environment,
  warn: (message: string) => void,
): BuildLoadedModel {
  return async ({ candidate }, card, method, share = 1) => {
    const { engine, variant, blueprint } = candidate;
    const way = resolveMethod(method, card);
    const joint = isJoint(way);
    const [pooledEngines, storage, scores] = await Promise.all([
      variant.device === 'wasm' ? pool.addEngine(blueprint) : [],
      openVectorStorage(request, env, candidate, warn),
      joint ? openScoreStorage(request, env, candidate, way, warn) : undefined,
    ]);
    return {
      card,
      engine,
      pooledEngines,
      padded: variant.batching === 'padded',
      method: way,
      ...(joint ? { pairs: new PairScores(scores) } : {}),
      vectors: new VectorCache(share * request.vectorCacheBytes),
      ...(storage ? { storage } : {}),
      pace: new Pace(),
    };
  };
}

function isJoint({ scoreKind, needs }: Method): boolean {
  return scoreKind === 'pair' && !needs.includes('embedTokens') && !needs.includes('embed');
}

/** A first-pass model's vectors are less than half as large, and are asked for only until the main model has its own. */
const FIRST_PASS_CACHE_SHARE = 0.25;

/** None where it is not wanted, or pays nothing: on a GPU the main model is as fast. */
async function startFirstPassModel(planned: ModelPlan, context: LoadContext, make: BuildLoadedModel) {
  const { request, warn } = context;
  const { card } = planned.model;
  const { name } = resolveMethod(request.method, card);
  if (request.strategy === 'exact' || name !== 'late-interaction' || planned.plan.candidates[0]?.device !== 'wasm')
    return undefined;
  const fit = fittedOf(card).cascade;
  const located = locateFirstPassModel(fit, request);
  if (!fit || !located) {
    if (request.strategy === 'cascade')
      warn(`There is no first-pass model for ${card.name}: every passage is scored by it`);
    return undefined;
  }
  try {
    const brought = await startEngine(planModel(located, context, true), context);
    const { candidate } = brought;
    const facts: FirstPassReport = {
      model: located.card.name,
      ...(located.card.exits ? { depth: depthsOf(located.card).at(-1)! } : {}),
      method: located.card.method,
      ...candidateOf(candidate.variant),
      engine: candidate.engine.build,
      selfTest: candidate.selfTest,
    };
    return { brought, fit, model: await make(brought, located.card, 'auto', FIRST_PASS_CACHE_SHARE), facts };
  } catch (error) {
    warn(
      `The first-pass model of ${card.name} could not be loaded, every passage is scored by ${card.name}: ${messageOf(error)}`,
    );
    return undefined;
  }
}
