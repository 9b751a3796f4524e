/** @file The reports of a load: of the host as a whole, and of the first-pass model. */
import type { AdapterProbe } from '../engine/runtimes/ort/adapter';
import type { FirstPassReport } from '../core/report';
import type { Method } from '../methods/contract/method';
import { depthsOf } from '../models/exits';
import { fingerprintOf } from '../models/fingerprint';
import type { ModelCard } from '../models/card';
import { pageFacts } from '../models/page-facts';
import type { HostReport } from '../protocol/host-api';
import type { LoadNotes } from './load-notes';
import { candidateIdentity } from './engines/plan';
import type { StartedEngine } from './engines/start-engine';

/** The facts of a load that are known before any engine is started. */
export type LoadFacts = {
  /** The main model's card, cut at the depth in use. */
  readonly card: ModelCard;
  /** All depths of the main model. */
  readonly depths: readonly number[];
  readonly method: Method;
  readonly probe: AdapterProbe | undefined;
  readonly storage: HostReport['storage'];
  /** The start of the load, in milliseconds of `performance.now()`. */
  readonly started: number;
  /** The notes of the load, which may grow between two reports. */
  readonly notes: LoadNotes;
};

/** @param engine the engine that answers calls: the main model's, or the first-pass model's until then */
export function buildReport(
  { card, depths, method, probe, storage, started, notes }: LoadFacts,
  engine: StartedEngine,
  changes: Pick<HostReport, 'workers'> & Partial<HostReport>,
): HostReport {
  return {
    model: card.name,
    fingerprint: fingerprintOf(card),
    ...depthInUse(card),
    depths,
    method: method.name,
    scoreKind: method.scoreKind,
    ...candidateIdentity(engine.variant),
    engine: engine.engine.build,
    candidates: engine.candidates,
    ...(probe && 'adapter' in probe ? { adapter: probe.adapter } : {}),
    selfTest: engine.selfTest,
    storage,
    threads: engine.threads,
    mainModelPending: false,
    ...pageFacts(card),
    loadMs: performance.now() - started,
    ...notes.facts,
    ...changes,
  };
}

export function buildFirstPassReport(card: ModelCard, engine: StartedEngine): FirstPassReport {
  return {
    model: card.name,
    ...depthInUse(card),
    method: card.method,
    ...candidateIdentity(engine.variant),
    engine: engine.engine.build,
    selfTest: engine.selfTest,
  };
}

function depthInUse(card: ModelCard): { readonly depth?: number } {
  return card.exits ? { depth: depthsOf(card).at(-1)! } : {};
}
