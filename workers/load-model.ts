/**
 * @file From a request to a serving engine: card → plan → files → session → self-test, candidate after candidate.
 *
 * A candidate that fails keeps its reason in the report, and the next one is tried.
 */
import { candidateOf, planCandidates } from '../src/engine/plan';
import { candidateKey } from '../src/util/candidate-key';
import type { Plan } from '../src/engine/plan';
import type { AdapterProbe } from '../src/engine/adapter';
import { memoryStore } from '../src/engine/model-store';
import type { ModelStore } from '../src/engine/model-store';
import { VectorCache } from '../src/engine/vector-cache';
import { RerankError } from '../src/errors';
import { resolveMethod } from '../src/methods/registry';
import type { Variant } from '../src/models/card';
import { cutAt, depthsOf } from '../src/models/exits';
import { pageFacts } from '../src/models/page-facts';
import type { HostReport, LoadEvent, LoadRequest } from '../src/protocol/host-api';
import type { CandidateReport } from '../src/types';
import { createCandidate } from './candidate';
import type { Candidate, CandidateParts } from './candidate';
import { runtimesOf } from './runtimes';
import type { Environment } from './environment';
import type { Serving } from './job-runner';
import { ByteCounter } from './byte-counter';
import { locateModel } from './locate-model';
import { Pace } from './pace';
import { chooseFaster, recall, remember } from './choice';

export type Loaded = { readonly serving: Serving; readonly report: HostReport };

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
  const whole = await locateModel(request, env);
  const model = { ...whole, card: cutAt(whole.card, request.depth) };
  const method = resolveMethod(request.method, model.card);
  const store = request.cache === 'memory' ? memoryStore : await env.openStore(warn);
  const probe = await probeIfWanted(request, model.card.variants, env);
  const plan = planCandidates(model.card, {
    device: request.device,
    dtype: request.dtype,
    probe,
    avoid: request.avoid,
    threads: env.threads(request.cores),
  });
  const bytes = new ByteCounter((progress) => tell({ kind: 'progress', progress }));
  const source = { store, fetch: env.fetch, onBytes: bytes.add, warn };
  const parts: CandidateParts = { model, runtimeFor: runtimesOf(plan, request, env), source };
  const { candidate, refused } = await firstHealthy(plan, parts, { request, store, probe, tell });
  const { variant, engine, threads, selfTest } = candidate;
  return {
    serving: { card: model.card, engine, method, vectors: new VectorCache(request.vectorCacheBytes), pace: new Pace() },
    report: {
      model: model.card.name,
      ...(model.card.exits ? { depth: depthsOf(model.card).at(-1)! } : {}),
      depths: depthsOf(whole.card),
      method: method.name,
      ...candidateOf(variant),
      engine: engine.build,
      candidates: [{ ...candidateOf(variant), state: 'serving' }, ...refused, ...plan.skipped],
      ...(probe && 'adapter' in probe ? { adapter: probe.adapter } : {}),
      selfTest,
      storage: store.kind,
      threads,
      ...pageFacts(model.card),
      loadMs: performance.now() - started,
      warnings,
    },
  };
}

async function probeIfWanted(request: LoadRequest, variants: readonly Variant[], env: Environment) {
  if (request.device === 'wasm') return undefined;
  return variants.some((variant) => variant.device === 'webgpu') ? env.probeAdapter() : undefined;
}

type Search = {
  readonly request: LoadRequest;
  readonly store: ModelStore;
  readonly probe: AdapterProbe | undefined;
  readonly tell: (event: LoadEvent) => void;
};

/** The first candidate that passes; on `auto` a healthy GPU is timed against WASM, once a device. */
async function firstHealthy(plan: Plan, parts: CandidateParts, { request, store, probe, tell }: Search) {
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

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
