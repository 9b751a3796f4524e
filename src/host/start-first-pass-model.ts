/**
 * @file Starts the first-pass model of a cascade beside a main model that its card was fitted to.
 *
 * The first-pass model has a quarter of the main model's bytes. It is loaded first and answers calls while the main
 * model loads.
 */
import type { FirstPassReport } from '../core/report';
import { resolveMethod } from '../methods/registry';
import { fittedOf } from '../models/exits';
import { messageOf } from '../util/message-of';
import { buildLoadedModel } from './build-loaded-model';
import { expectFiles, planModel, startEngine } from './engines/start-engine';
import type { LoadContext, ModelPlan, StartedEngine } from './engines/start-engine';
import type { FirstPassModel } from './loaded/loaded-models';
import { locateFirstPassModel } from './locate/locate-first-pass';
import type { Pool } from './pool/pool';
import { buildFirstPassReport } from './report';

/**
 * A first-pass vector takes less than half the bytes of a main one, and is read only until the main model has its own.
 */
const FIRST_PASS_CACHE_SHARE = 0.25;

export type StartedFirstPass = {
  readonly firstPass: FirstPassModel;
  readonly started: StartedEngine;
  readonly report: FirstPassReport;
};

/**
 * Returns undefined if the request does not use a first-pass model, none is fitted, or it cannot be started (with a
 * warning).
 */
export async function startFirstPassModel(
  main: ModelPlan,
  pool: Pool,
  context: LoadContext,
): Promise<StartedFirstPass | undefined> {
  const { request, warn } = context;
  const { card } = main.model;
  if (!mayUseFirstPass(main, context)) return undefined;
  const fit = fittedOf(card).cascade;
  const model = locateFirstPassModel(fit, request);
  if (!fit || !model) {
    if (request.strategy === 'cascade')
      warn(`There is no first-pass model for ${card.name}, so ${card.name} scores every passage`);
    return undefined;
  }
  try {
    const planned = planModel(model, context, true);
    // Both models are part of the load, so the first progress event counts the files of both.
    for (const plan of [planned, main]) expectFiles(plan, context);
    const started = await startEngine(planned, context);
    const parts = { started, card: model.card, method: 'auto', pool, cacheShare: FIRST_PASS_CACHE_SHARE };
    const firstPass = { model: await buildLoadedModel(parts, context), fit };
    return { firstPass, started, report: buildFirstPassReport(model.card, started) };
  } catch (error) {
    const reason = messageOf(error);
    warn(`The first-pass model of ${card.name} could not be loaded, so ${card.name} scores every passage: ${reason}`);
    return undefined;
  }
}

/** On a GPU the main model is as fast as the first-pass model, so a first-pass model saves no time. */
function mayUseFirstPass({ model, plan }: ModelPlan, { request }: LoadContext): boolean {
  const { name } = resolveMethod(request.method, model.card);
  return request.strategy !== 'exact' && name === 'late-interaction' && plan.candidates[0]?.device === 'wasm';
}
