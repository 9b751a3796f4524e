/**
 * @file Starts the last-pass model, which scores the best passages of each call again, after the main model has been
 * loaded: it is the largest of the models and must not delay the first answers.
 */
import type { LastPassReport } from '../core/report';
import type { LastPassFit, ModelCard } from '../models/card';
import { depthsOf } from '../models/exits';
import { RerankError } from '../core/errors';
import { memoryStore } from '../models/files/model-store';
import { formatScorerName } from '../models/scorer-name';
import { LAST_PASS } from '../util/candidate-key';
import { messageOf } from '../util/message-of';
import { buildLoadedModel } from './build-loaded-model';
import { planModel, startEngine } from './engines/start-engine';
import type { LoadContext } from './engines/start-engine';
import type { LastPassModel } from './loaded/loaded-models';
import { locateModel } from './locate/locate-model';
import type { Pool } from './pool/pool';
import { RecordingStore } from './storage/stored-files';

/** Beside the main model's vectors: one pooled vector for each text takes few bytes. */
const LAST_PASS_CACHE_SHARE = 0.05;

type LastPassStart = {
  /** The main model's card, cut at the depth in use, and the name of its method. */
  readonly card: ModelCard;
  readonly method: string;
  /** Resolves once the main model is loaded; rejects if it cannot be. */
  readonly mainLoaded: Promise<unknown>;
  readonly pool: Pool;
  readonly setState: (report: LastPassReport) => void;
};

/**
 * Returns undefined if the request names no last-pass model.
 *
 * The promise resolves to undefined, with a warning, if the model cannot be loaded or is not fitted to the main model.
 */
export function startLastPassModel(
  start: LastPassStart,
  context: LoadContext,
): Promise<LastPassModel | undefined> | undefined {
  const { lastPass: name, avoid } = context.request;
  if (name === undefined) return undefined;
  const model = name.endsWith('/') ? new URL(name).pathname.split('/').at(-2)! : name;
  start.setState({ model, state: 'loading' });
  const leaveOut = (why: string) => {
    context.warn(`The last-pass model ${model} is left out: ${why}`);
    start.setState({ model, state: 'failed' });
    return undefined;
  };
  if (avoid.includes(LAST_PASS)) return Promise.resolve(leaveOut('the worker was lost twice while it loaded or ran'));
  return load(name, start, context).then(
    (loaded) => {
      start.setState({ model, state: 'ready' });
      return loaded;
    },
    (error: unknown) => leaveOut(messageOf(error)),
  );
}

async function load(
  name: string,
  { card, method, mainLoaded, pool }: LastPassStart,
  context: LoadContext,
): Promise<LastPassModel> {
  await mainLoaded.catch((cause: unknown) => {
    throw new Error(`${card.name} could not be loaded`, { cause });
  });
  const { request, env, warn } = context;
  const store = new RecordingStore(request.cache === 'memory' ? memoryStore : await env.openStore(warn), name);
  const own = { ...context, store };
  const { assets, hub, modelOrigins } = request;
  const source = { assets, model: name, ...(hub && { hub }), ...(modelOrigins && { modelOrigins }) };
  const model = await locateModel(source, env, store, 'lastPass');
  const fit = expectFitted(model.card, card, method);
  const started = await startEngine(planModel(model, own, true), own).finally(() => store.writeList());
  const parts = { started, card: model.card, method: 'auto', pool, cacheShare: LAST_PASS_CACHE_SHARE };
  return { model: await buildLoadedModel(parts, own), fit };
}

/** @throws RerankError `model-invalid` unless the card has a fit to the weights, the depth and the method in use */
function expectFitted({ name, lastPass: fit }: ModelCard, main: ModelCard, method: string): LastPassFit {
  const hasFittedWeights = main.variants.some(({ data }) => data.some(({ sha256 }) => sha256 === fit?.weights));
  const depth = depthsOf(main).at(-1);
  if (fit && hasFittedWeights && fit.depth === depth && method === main.method) return fit;
  const used = formatScorerName({ model: main.name, depth, method });
  const got = fit ? `${name}, which is fitted to ${fit.after}@${fit.depth}` : `${name}, which is fitted to none`;
  throw new RerankError('model-invalid', `Expected a last-pass model that is fitted to ${used}, got ${got}`);
}
