/**
 * @file Loads the model of a request with transformers.js: tries its candidates (device, dtype) one after another until
 * one passes the self-test.
 */
import { RerankError } from '../core/errors';
import type { CandidateReport } from '../core/report';
import { probeAdapter } from '../engine/runtimes/ort/adapter';
import type { AdapterProbe } from '../engine/runtimes/ort/adapter';
import { VectorCache } from '../engine/vectors/vector-cache';
import type { StartedEngine } from '../host/engines/start-engine';
import { LoadNotes } from '../host/load-notes';
import type { LoadResult } from '../host/load-model';
import { Pace } from '../host/pool/pace';
import { buildReport } from '../host/report';
import { PairScores } from '../host/storage/pair-scores';
import type { Method } from '../methods/contract/method';
import { resolveMethod } from '../methods/registry';
import { depthsOf, withoutForeignFits } from '../models/exits';
import type { LoadEvent, LoadRequest } from '../protocol/host-api';
import { candidateKey } from '../util/candidate-key';
import { messageOf } from '../util/message-of';
import type { ModelSource } from './model-source';
import type { Candidate } from './open-model';

/** @throws RerankError as `loadModel` of the host does */
export async function loadTransformersModel(
  request: LoadRequest,
  source: ModelSource,
  onEvent: (event: LoadEvent) => void,
): Promise<LoadResult> {
  const started = performance.now();
  const notes = new LoadNotes();
  if (request.lastPass !== undefined)
    notes.warn(
      `The last-pass model ${request.lastPass} is left out: it joins only the models of the package's own engines`,
    );
  const probe = deviceOf(request) === 'wasm' ? undefined : await probeAdapter();
  const usable = onUsableDevice(request, probe, notes.warn);
  const candidates = await source.candidates(usable, probe);
  const engine = await firstHealthy(candidates, { request: usable, source, notes, onEvent });
  const { card: whole } = engine.parts;
  const method = await methodOf(request, engine);
  const card = withoutForeignFits(whole, method.name);
  const reusesScores = method.scoreKind === 'pair' && !method.needs.some((need) => need.startsWith('embed'));
  const mainModel = {
    card,
    engine: engine.engine,
    method,
    ...(reusesScores ? { pairScores: new PairScores() } : {}),
    vectors: new VectorCache(request.vectorCacheBytes),
    pace: new Pace(),
  };
  const storage = request.cache === 'memory' ? ('memory' as const) : ('persistent' as const);
  const facts = { card, depths: depthsOf(card), method, probe, storage, started, notes };
  return { mainModel, report: buildReport(facts, engine, { workers: 1 }) };
}

/** The engine is released where its model does not support the method, which shows only once it is loaded. */
async function methodOf({ method }: LoadRequest, { parts, engine }: StartedEngine): Promise<Method> {
  try {
    return resolveMethod(method, parts.card);
  } catch (error) {
    await engine.dispose();
    throw error;
  }
}

function deviceOf({ device, transformers }: LoadRequest): LoadRequest['device'] {
  return transformers?.device ?? device;
}

/**
 * The request on WASM, with a warning, where it asks for a GPU and there is none.
 *
 * @throws RerankError `device-unavailable` if it asks for a number format as well
 */
function onUsableDevice(
  request: LoadRequest,
  probe: AdapterProbe | undefined,
  warn: (message: string) => void,
): LoadRequest {
  if (deviceOf(request) !== 'webgpu' || !probe || !('missing' in probe)) return request;
  const { model, dtype, transformers } = request;
  const message = `Cannot run ${model} on webgpu with transformers.js: ${probe.missing}`;
  if (dtype ?? transformers?.dtype) {
    throw new RerankError('device-unavailable', message, { details: { reasons: [probe.missing] } });
  }
  warn(`${message}; WASM is used`);
  return { ...request, device: 'wasm', transformers: { device: 'wasm' } };
}

type Search = {
  readonly request: LoadRequest;
  readonly source: ModelSource;
  readonly notes: LoadNotes;
  readonly onEvent: (event: LoadEvent) => void;
};

async function firstHealthy(candidates: readonly Candidate[], search: Search): Promise<StartedEngine> {
  const { request, source, notes, onEvent } = search;
  const refused: CandidateReport[] = [];
  const failures: unknown[] = [];
  const identityOf = ({ device, dtype }: Candidate) => ({ device, dtype, runtime: 'transformers' }) as const;
  for (const [index, candidate] of candidates.entries()) {
    const identity = identityOf(candidate);
    if (request.avoid.includes(candidateKey(identity))) {
      refused.push({ ...identity, state: 'lost', reason: 'Its engine was lost twice' });
      continue;
    }
    onEvent({ kind: 'alive', candidate: candidateKey(identity) });
    try {
      const tested = await source.start(candidate, { request, warn: notes.warn, onEvent });
      const rest = candidates.slice(index + 1).map(identityOf);
      const untried = rest.map(
        (each) => ({ ...each, state: 'not-tried', reason: 'An earlier candidate is used' }) as const,
      );
      return { ...tested, candidates: [{ ...identity, state: 'serving' }, ...refused, ...untried] };
    } catch (error) {
      failures.push(error);
      refused.push({ ...identity, state: 'refused', reason: messageOf(error) });
    }
  }
  throw noEngineError(request, refused, failures);
}

/** An error of the model itself, such as a missing file, is clearer than a list of candidates. */
function noEngineError(
  { model }: LoadRequest,
  refused: readonly CandidateReport[],
  failures: readonly unknown[],
): RerankError {
  const [first] = failures;
  if (first instanceof RerankError && failures.every((error) => error instanceof RerankError)) return first;
  const reasons = refused.map((each) => `${candidateKey(each)}: ${each.reason ?? each.state}`);
  const details = { candidates: refused, reasons };
  if (failures.length === 0) {
    return new RerankError('device-unavailable', `Cannot run ${model} with transformers.js: ${reasons.join('; ')}`, {
      details,
    });
  }
  const message = `Cannot run ${model}: no engine candidate passed its self-test: ${reasons.join('; ')}`;
  return new RerankError('no-candidate', message, { cause: first, details });
}
