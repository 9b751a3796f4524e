/** @file A host as the page sees it: jobs sent to it, events heard from it. */
import { FakeEngine } from '../../src/test/fake-engine';
import type { FakeEngineOptions } from '../../src/test/fake-engine';
import { VectorCache } from '../../src/engine/vectors/vector-cache';
import { resolveMethod } from '../../src/methods/registry';
import type { ModelCard } from '../../src/models/card';
import type { HostReport, JobEvent, JobRequest, LoadRequest } from '../../src/protocol/host-api';
import { createHost } from '../../src/host/create-host';
import { Pace } from '../../src/host/pool/pace';
import { PairScores } from '../../src/host/storage/pair-scores';
import { cardOf } from '../engine/cards';

export const loadRequest = {
  method: 'auto',
  strategy: 'auto',
  vectorCacheBytes: 2 ** 20,
  lifeLock: 'lock',
} as LoadRequest;

/** A port for one load's events, which nobody reads. */
export function deafPort(): MessagePort {
  const { port1, port2 } = new MessageChannel();
  port1.close();
  return port2;
}

/** A loaded host over a fake engine; `ask` runs a job and resolves with all its events once the host closes the port. */
export async function loadedHost(options: FakeEngineOptions = {}, card: ModelCard = cardOf()) {
  const engines: FakeEngine[] = [];
  const host = createHost((request) => {
    const engine = new FakeEngine(options);
    engines.push(engine);
    const method = resolveMethod(request.method, card);
    const vectors = new VectorCache(request.vectorCacheBytes);
    const joint = method.name === 'cross-encoder' ? { pairScores: new PairScores() } : {};
    return Promise.resolve({
      mainModel: { card, engine, method, vectors, ...joint, pace: new Pace() },
      report: {} as HostReport,
    });
  });
  await host.load(loadRequest, deafPort());
  return { host, engines, ask: (job: Partial<JobRequest>, hear?: (event: JobEvent) => void) => ask(host, job, hear) };
}

let nextId = 1;

export function ask(
  host: ReturnType<typeof createHost>,
  job: Partial<JobRequest>,
  hear: (event: JobEvent) => void = () => undefined,
): Promise<JobEvent[]> {
  const { port1, port2 } = new MessageChannel();
  const passages = job.passages ?? [];
  const events: JobEvent[] = [];
  return new Promise((resolve) => {
    port1.onmessage = ({ data }: MessageEvent<JobEvent>) => {
      events.push(data);
      hear(data);
    };
    port1.addEventListener('close', () => resolve(events));
    const pending = passages.map((_, row) => row);
    host.run({ id: nextId++, query: 'bread', passages, pending, priority: 0, ...job }, port2);
  });
}

export function rowsOf(events: readonly JobEvent[]) {
  return events.flatMap((event) => (event.kind === 'scored' ? event.passages : []));
}
