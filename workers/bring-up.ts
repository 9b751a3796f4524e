/**
 * @file One model brought up: plan → candidates, one after another, until one serves.
 *
 * A candidate that fails keeps its reason in the report, and the next one is tried.
 */
import type { AdapterProbe } from '../src/engine/adapter';
import type { ModelStore } from '../src/engine/model-store';
import { candidateOf, planCandidates } from '../src/engine/plan';
import type { Plan } from '../src/engine/plan';
import { RerankError } from '../src/errors';
import type { Variant } from '../src/models/card';
import type { LoadEvent, LoadRequest } from '../src/protocol/host-api';
import type { CandidateReport } from '../src/types';
import { candidateKey } from '../src/util/candidate-key';
import type { ByteCounter } from './byte-counter';
import { createCandidate } from './candidate';
import type { Candidate, CandidateParts } from './candidate';
import { chooseFaster, recall, remember } from './choice';
import type { Environment } from './environment';
import type { LocatedModel } from './locate-model';
import { runtimesOf } from './runtimes';

/** What every model of a load shares. */
export type LoadContext = {
  readonly request: LoadRequest;
  readonly env: Environment;
  readonly store: ModelStore;
  readonly probe: AdapterProbe | undefined;
  readonly bytes: ByteCounter;
  readonly warn: (message: string) => void;
  readonly tell: (event: LoadEvent) => void;
};

/** A model and where it may run here. */
export type Planned = { readonly model: LocatedModel; readonly plan: Plan };

export type BroughtUp = { readonly candidate: Candidate; readonly candidates: readonly CandidateReport[] };

/** @throws RerankError `device-unavailable` when there is nothing to try */
export function planModel(model: LocatedModel, { request, probe }: LoadContext, wasm = false): Planned {
  const plan = planCandidates(model.card, {
    device: wasm ? 'wasm' : request.device,
    dtype: wasm ? undefined : request.dtype,
    probe: wasm ? undefined : probe,
    avoid: request.avoid,
  });
  return { model, plan };
}

/** @throws RerankError of its files, or `no-candidate` with every reason */
export async function bringUp({ model, plan }: Planned, context: LoadContext): Promise<BroughtUp> {
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

export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
