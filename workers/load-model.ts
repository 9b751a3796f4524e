/**
 * @file From a request to what serves: the model asked for, and beside it, where its card has been fitted to one, the scout of a cascade.
 *
 * The scout is a quarter of the main model's bytes. It is loaded first and answers while the main model arrives.
 */
import { memoryStore } from '../src/engine/model-store';
import { candidateOf } from '../src/engine/plan';
import { VectorCache } from '../src/engine/vector-cache';
import type { Method } from '../src/methods/method';
import { resolveMethod } from '../src/methods/registry';
import { cutAt, depthsOf, fittedFor, fittedOf } from '../src/models/exits';
import { pageFacts } from '../src/models/page-facts';
import type { ModelCard, Variant } from '../src/models/card';
import type { HostReport, LoadEvent, LoadRequest } from '../src/protocol/host-api';
import type { ScoutReport } from '../src/types';
import { bringUp, messageOf, planModel } from './bring-up';
import type { BroughtUp, LoadContext, Planned } from './bring-up';
import { ByteCounter } from './byte-counter';
import type { Environment } from './environment';
import { locateModel } from './locate-model';
import { Pace } from './pace';
import { PairScores } from './pair-scores';
import { noPool, openPool } from './pool';
import type { Pool } from './pool';
import { locateScout } from './scout';
import type { Serving } from './serving';
import type { Scout } from './staff';
import { openScoreStorage } from './score-storage';
import { openVectorStorage } from './vector-storage';

/** What a host serves with. */
export type Loaded = {
  /** The main model, once it is there; rejects where it cannot be had and a scout is left. */
  readonly serving: Serving | Promise<Serving>;
  readonly scout?: Scout;
  readonly report: HostReport;
  /** Once the main model has arrived, or will not. Never rejects. */
  readonly update?: Promise<HostReport>;
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
): Promise<Loaded> {
  const started = performance.now();
  const warnings: string[] = [];
  const warn = (message: string) => {
    if (!warnings.includes(message)) warnings.push(message);
  };
  const store = request.cache === 'memory' ? memoryStore : await env.openStore(warn);
  const whole = await locateModel(request, env, store);
  const cut = cutAt(whole.card, request.depth);
  const method = resolveMethod(request.method, cut);
  const model = { ...whole, card: fittedFor(cut, method.name) };
  const probe = await probeIfWanted(request, model.card.variants, env);
  const bytes = new ByteCounter((progress) => tell({ kind: 'progress', progress }));
  const context: LoadContext = { request, env, store, probe, bytes, warn, tell };
  const planned = planModel(model, context);
  const pool = poolFor(planned, context);
  const make = makeServing(pool, request, env, warn);

  const report = (
    parts: Partial<HostReport> & Pick<HostReport, 'candidates'>,
    main: BroughtUp,
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
    arriving: false,
    ...pageFacts(model.card),
    loadMs: performance.now() - started,
    warnings: [...warnings],
    ...parts,
  });

  const finish = async (scout?: ScoutReport) => {
    const main = await bringUp(planned, context);
    const serving = await make(main, model.card, request.method);
    const workers = 1 + (serving.members?.length ?? 0);
    return { serving, report: report({ candidates: main.candidates, ...(scout ? { scout } : {}) }, main, workers) };
  };
  const close = () => pool.close();

  try {
    const scout = await bringUpScout(planned, context, make);
    if (!scout) return { ...(await finish()), close };
    const { brought, facts } = scout;
    const first = report({ candidates: brought.candidates, scout: facts, arriving: true }, brought, 1);
    const arriving = finish(facts);
    const update = arriving.then(
      (found) => found.report,
      (error: unknown) => {
        warn(`${model.card.name} could not be loaded, ${facts.model} ranks alone: ${messageOf(error)}`);
        return { ...first, arriving: false, warnings: [...warnings] };
      },
    );
    const serving = arriving.then((found) => found.serving);
    serving.catch(() => undefined);
    return { serving, scout, report: first, update, close };
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
function poolFor({ model, plan }: Planned, { request, env, warn }: LoadContext): Pool {
  const [first] = plan.candidates;
  if (!env.spawn || first?.device !== 'wasm' || model.card.chat) return noPool;
  if (first.runtime !== 'kernel' && env.threads(request.cores) > 1) return noPool;
  return openPool(env.cores(request.cores) - 1, env.spawn, warn);
}

/** @param share of the memory for vectors */
type Make = (brought: BroughtUp, card: ModelCard, method: LoadRequest['method'], share?: number) => Promise<Serving>;

function makeServing(pool: Pool, request: LoadRequest, env: Environment, warn: (message: string) => void): Make {
  return async ({ candidate }, card, method, share = 1) => {
    const { engine, variant, blueprint } = candidate;
    const way = resolveMethod(method, card);
    const joint = isJoint(way);
    const [members, storage, scores] = await Promise.all([
      variant.device === 'wasm' ? pool.enlist(blueprint) : [],
      openVectorStorage(request, env, candidate, warn),
      joint ? openScoreStorage(request, env, candidate, way, warn) : undefined,
    ]);
    return {
      card,
      engine,
      members,
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
  return scoreKind === 'pair' && !needs.includes('embedTokens');
}

/** A scout's vectors are less than half as large, and are asked for only until the main model has its own. */
const SCOUT_SHARE = 0.25;

/** None where it is not wanted, or pays nothing: on a GPU the main model is as fast. */
async function bringUpScout(planned: Planned, context: LoadContext, make: Make) {
  const { request, warn } = context;
  const { card } = planned.model;
  const { name } = resolveMethod(request.method, card);
  if (request.strategy === 'exact' || name !== 'late-interaction' || planned.plan.candidates[0]?.device !== 'wasm')
    return undefined;
  const fit = fittedOf(card).cascade;
  const located = locateScout(fit, request);
  if (!fit || !located) {
    if (request.strategy === 'cascade') warn(`There is no scout for ${card.name}: every passage is scored by it`);
    return undefined;
  }
  try {
    const brought = await bringUp(planModel(located, context, true), context);
    const { candidate } = brought;
    const facts: ScoutReport = {
      model: located.card.name,
      ...(located.card.exits ? { depth: depthsOf(located.card).at(-1)! } : {}),
      method: located.card.method,
      ...candidateOf(candidate.variant),
      engine: candidate.engine.build,
      selfTest: candidate.selfTest,
    };
    return { brought, fit, serving: await make(brought, located.card, 'auto', SCOUT_SHARE), facts };
  } catch (error) {
    warn(`The scout of ${card.name} could not be loaded, every passage is scored by ${card.name}: ${messageOf(error)}`);
    return undefined;
  }
}
