/**
 * @file One model brought up: plan → candidates, one after another, until one serves.
 *
 * A candidate that fails keeps its reason in the report, and the next one is tried.
 */
import type { AdapterProbe } from '../../engine/runtimes/ort/adapter';
import type { ModelStore } from '../../models/files/model-store';
import { candidateOf, planCandidates } from './plan';
import type { Plan } from './plan';
import { RerankError } from '../../core/errors';
import type { Variant } from '../../models/card';
import type { LoadEvent, LoadRequest } from '../../protocol/host-api';
import type { CandidateReport } from '../../core/report';
import { messageOf } from '../../util/message-of';
import { candidateKey } from '../../util/candidate-key';
import type { LoadProgressTracker } from './load-progress';
import { createCandidate } from './create-candidate';
import type { Candidate, CandidateParts } from './create-candidate';
import { chooseFaster, recall, remember } from './choose-faster';
import type { Environment } from '../platform/environment';
import type { LocatedModel } from '../locate/located-model';
import { runtimesOf } from './runtimes';

/** What every model of a load shares. */
export type LoadContext = {
  readonly request: LoadRequest;
  readonly env: Environment;
  readonly store: ModelStore;
  readonly probe: AdapterProbe | undefined;
  readonly bytes: LoadProgressTracker;
  readonly warn: (message: string) => void;
  readonly tell: (event: LoadEvent) => void;
};

/** A model and where it may run here. */
export type ModelPlan = { readonly model: LocatedModel; readonly plan: Plan };

export type StartedEngine = { readonly candidate: Candidate; readonly candidates: readonly CandidateReport[] };

/** @throws RerankError `device-unavailable` when there is nothing to try */
export function planModel(model: LocatedModel, { request, probe }: LoadContext, wasm = false): ModelPlan {
  const plan = planCandidates(model.card, {
    device: wasm ? 'wasm' : request.device,
    dtype: wasm ? undefined : request.dtype,
    probe: wasm ? undefined : probe,
    avoid: request.avoid,
  });
  return { model, plan };
}

/** @throws RerankError of its files, or `no-candidate` with every reason */
export async function startEngine({ model, plan }: ModelPlan, context: LoadContext): Promise<StartedEngine> {
  const { request, env, store, bytes, warn } = context;
  const parts: CandidateParts = {
    model,
    runtimeFor: runtimesOf(plan, request, env),
    runtime: request.assets.runtime,
    source: { store, fetch: env.fetch, onBytes: bytes.add, warn },
    env,
  };
  const { candidate, refused } = await firstHealthy(plan, parts, context);
  return {
    candidate,
    candidates: [{ ...candidateOf(candidate.variant), state: 'serving' }, ...refused, ...plan.skipped],
  };
}

/** The first candidate that passes; on `auto` a healthy GPU is timed against WASM, once a device. */
async function firstHealthy(plan: Plan, parts: CandidateParts, { request, store, probe, tell }: LoadContext) {
  const refused: CandidateReport[] = [];
  const failures: unknown[] = [];
  const remembered = request.device === 'auto' ? await recall(store, parts.model.card, probe) : undefined;
  let healthy: Candidate | undefined;
  for (const variant of preferred(plan.candidates, remembered)) {
    if (healthy?.variant.device === variant.device) {
      refused.push({ ...candidateOf(variant), state: 'not-tried', reason: 'An earlier one serves' });
      continue;
    }
    tell({ kind: 'alive', candidate: candidateKey(variant) });
    try {
      const candidate = await createCandidate(variant, parts);
      if (healthy) {
        const { winner, loser, reason } = await chooseFaster(healthy, candidate, parts.model.card);
        refused.push({ ...candidateOf(loser.variant), state: 'refused', reason });
        await loser.engine.dispose();
        await remember(store, parts.model.card, probe, candidateKey(winner.variant));
        healthy = winner;
      } else healthy = candidate;
    } catch (error) {
      failures.push(error);
      refused.push({ ...candidateOf(variant), state: 'refused', reason: messageOf(error) });
    }
    if (healthy && (request.device !== 'auto' || remembered || healthy.variant.device === 'wasm')) break;
  }
  if (healthy) return { candidate: healthy, refused: [...refused, ...untried(plan, healthy, refused)] };
  throw nothingServes(refused, failures);
}

function preferred(candidates: readonly Variant[], remembered: string | undefined): readonly Variant[] {
  const first = candidates.filter((variant) => candidateKey(variant) === remembered);
  return [...first, ...candidates.filter((variant) => candidateKey(variant) !== remembered)];
}

function untried(plan: Plan, healthy: Candidate, refused: readonly CandidateReport[]): CandidateReport[] {
  const named = new Set([candidateKey(healthy.variant), ...refused.map(candidateKey)]);
  return plan.candidates
    .filter((variant) => !named.has(candidateKey(variant)))
    .map((variant) => ({ ...candidateOf(variant), state: 'not-tried', reason: 'An earlier one serves' }));
}

/** When files are the trouble, their error says more than a list of candidates. */
function nothingServes(refused: readonly CandidateReport[], failures: readonly unknown[]): unknown {
  const [first] = failures;
  if (first instanceof RerankError && failures.every((each) => each instanceof RerankError)) return first;
  const reasons = refused.map((each) => `${candidateKey(each)}: ${each.reason ?? each.state}`).join('; ');
  return new RerankError('no-candidate', `No way of running the model passed: ${reasons}`, {
    cause: first,
    details: { candidates: refused },
  });
}
