/**
 * @file Starts the engine of one model: plans the candidates and tries them one after another until one passes the
 * self-test.
 *
 * The report keeps the reason of every candidate that fails.
 */
import type { AdapterProbe } from '../../engine/runtimes/ort/adapter';
import type { ModelStore } from '../../models/files/model-store';
import { candidateIdentity, ONNX_MISSING, planCandidates } from './plan';
import type { Plan } from './plan';
import { RerankError } from '../../core/errors';
import { shortUrls } from '../../core/short-urls';
import type { Variant } from '../../models/card';
import type { LoadEvent, LoadRequest } from '../../protocol/host-api';
import type { CandidateReport } from '../../core/report';
import { messageOf } from '../../util/message-of';
import { candidateKey } from '../../util/candidate-key';
import type { LoadProgressTracker } from './load-progress';
import { createTestedEngine, filesOfEngine } from './create-tested-engine';
import type { EngineSources, TestedEngine } from './create-tested-engine';
import { chooseFaster, readChoice, storeChoice } from './choose-faster';
import type { Environment } from '../platform/environment';
import type { LocatedModel } from '../locate/located-model';
import { createRuntimeProvider } from './runtimes';

/** The context shared by all models of one load. */
export type LoadContext = {
  readonly request: LoadRequest;
  readonly env: Environment;
  readonly store: ModelStore;
  readonly probe: AdapterProbe | undefined;
  readonly progress: LoadProgressTracker;
  readonly warn: (message: string) => void;
  /** Counts stored values that were damaged and deleted. */
  readonly countDamaged: (values: number) => void;
  readonly onEvent: (event: LoadEvent) => void;
};

/** A model and the candidates that may run it on this device. */
export type ModelPlan = { readonly model: LocatedModel; readonly plan: Plan };

/** The engine in use, and the report of all candidates. */
export type StartedEngine = TestedEngine & { readonly candidates: readonly CandidateReport[] };

/**
 * @param wasmOnly ignores the requested device and dtype, and plans WASM candidates only
 * @throws RerankError `device-unavailable` if no candidate can be tried
 */
export function planModel(model: LocatedModel, { request, probe }: LoadContext, wasmOnly = false): ModelPlan {
  const plan = planCandidates(model.card, {
    device: wasmOnly ? 'wasm' : request.device,
    dtype: wasmOnly ? undefined : request.dtype,
    probe: wasmOnly ? undefined : probe,
    avoid: request.avoid,
    onnx: request.assets.runtime !== undefined,
  });
  return { model, plan };
}

/** Adds the files of the plan's first candidate to the total of the load's progress. */
export function expectFiles({ model: { card }, plan }: ModelPlan, { progress }: LoadContext): void {
  const [first] = plan.candidates;
  if (first) progress.expect(card.name, filesOfEngine(card, first));
}

/** @throws RerankError of a file, or `no-candidate` with the reason of every candidate */
export async function startEngine({ model, plan }: ModelPlan, context: LoadContext): Promise<StartedEngine> {
  const { request, env, store, progress, warn } = context;
  const onBytes: EngineSources['source']['onBytes'] = (file, loadedBytes, fromCache) =>
    progress.update(model.card.name, file, loadedBytes, fromCache);
  const { tested, refused } = await findHealthyEngine(
    plan,
    {
      model,
      runtimeFor: createRuntimeProvider(request, env),
      runtime: request.assets.runtime,
      source: { store, fetch: env.fetch, onBytes, warn },
      env,
    },
    context,
  );
  const serving = { ...candidateIdentity(tested.variant), state: 'serving' } as const;
  return { ...tested, candidates: [serving, ...refused, ...plan.skipped] };
}

/**
 * Takes the first candidate that passes the self-test. On `auto`, a GPU that passes is timed against WASM once per
 * device.
 */
async function findHealthyEngine(plan: Plan, sources: EngineSources, context: LoadContext) {
  const { request, store, probe, progress, onEvent } = context;
  const { card } = sources.model;
  const refused: CandidateReport[] = [];
  const failures: unknown[] = [];
  const remembered = request.device === 'auto' ? await readChoice(store, card, probe) : undefined;
  let healthy: TestedEngine | undefined;
  let gpuFailed = false;
  for (const variant of putFirst(remembered, plan.candidates)) {
    if (healthy?.variant.device === variant.device) {
      refused.push(notTried(variant));
      continue;
    }
    onEvent({ kind: 'alive', candidate: candidateKey(variant) });
    progress.expect(card.name, filesOfEngine(card, variant));
    try {
      const tested = await createTestedEngine(variant, sources);
      if (healthy) {
        const { winner, loser, reason } = await chooseFaster(healthy, tested, card);
        refused.push({ ...candidateIdentity(loser.variant), state: 'refused', reason });
        await loser.engine.dispose();
        await storeChoice(store, card, probe, candidateKey(winner.variant));
        healthy = winner;
      } else {
        healthy = tested;
        // The GPU that failed is not tried again on the next load.
        if (gpuFailed && request.device === 'auto') await storeChoice(store, card, probe, candidateKey(variant));
      }
    } catch (error) {
      failures.push(error);
      if (variant.device === 'webgpu' && !(error instanceof RerankError)) gpuFailed = true;
      refused.push({ ...candidateIdentity(variant), state: 'refused', reason: shortUrls(messageOf(error)) });
    }
    if (healthy && (request.device !== 'auto' || remembered || healthy.variant.device === 'wasm')) break;
  }
  if (healthy) return { tested: healthy, refused: [...refused, ...untried(plan, healthy, refused)] };
  const missing = plan.skipped.filter(({ reason }) => reason === ONNX_MISSING);
  throw noHealthyEngineError([...refused, ...missing], failures);
}

function putFirst(key: string | undefined, candidates: readonly Variant[]): readonly Variant[] {
  const first = candidates.filter((variant) => candidateKey(variant) === key);
  return [...first, ...candidates.filter((variant) => candidateKey(variant) !== key)];
}

function untried(plan: Plan, healthy: TestedEngine, refused: readonly CandidateReport[]): CandidateReport[] {
  const reported = new Set([candidateKey(healthy.variant), ...refused.map(candidateKey)]);
  return plan.candidates.filter((variant) => !reported.has(candidateKey(variant))).map(notTried);
}

function notTried(variant: Variant): CandidateReport {
  return { ...candidateIdentity(variant), state: 'not-tried', reason: 'An earlier candidate is used' };
}

/** If every candidate failed because of a file, the file's error is clearer than a list of candidates. */
function noHealthyEngineError(refused: readonly CandidateReport[], failures: readonly unknown[]): unknown {
  const [first] = failures;
  if (first instanceof RerankError && failures.every((error) => error instanceof RerankError)) return first;
  const reasons = refused.map((each) => `${candidateKey(each)}: ${each.reason ?? each.state}`).join('; ');
  return new RerankError('no-candidate', `Cannot run the model: no engine candidate passed its self-test: ${reasons}`, {
    cause: first,
    details: { candidates: refused },
  });
}
