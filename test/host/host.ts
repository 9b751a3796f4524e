/** @file Runs jobs on a host as the page does, and collects their events. */
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
  build: 'source',
  lifeLock: 'lock',
} as LoadRequest;

/** A port for the events of a load that the test does not read. */
export function unreadPort(): MessagePort {
  const { port1, port2 } = new MessageChannel();
  port1.close();
  return port2;
}

/**
 * A loaded host with a fake engine. `ask` runs a job and resolves to all its events once the host closes the port.
 */
export async function loadedHost(options: FakeEngineOptions = {}, card: ModelCard = cardOf()) {
  const engines: FakeEngine[] = [];
  const host = createHost((request) => {
    const engine = new FakeEngine(options);
    engines.push(engine);
    const method = resolveMethod(request.method, card);
    const vectors = new VectorCache(request.vectorCacheBytes);
    const pairScores = method.name === 'cross-encoder' ? { pairScores: new PairScores() } : {};
    return Promise.resolve({
      mainModel: { card, engine, method, vectors, ...pairScores, pace: new Pace() },
      report: {} as HostReport,
    });
  });
  await host.load(loadRequest, unreadPort());
  return {
    host,
    engines,
    ask: (job: Partial<JobRequest>, onEvent?: (event: JobEvent) => void) => ask(host, job, onEvent),
  };
}

let nextId = 1;

export function ask(
  host: ReturnType<typeof createHost>,
  job: Partial<JobRequest>,
  onEvent: (event: JobEvent) => void = () => undefined,
): Promise<JobEvent[]> {
  const { port1, port2 } = new MessageChannel();
  const passages = job.passages ?? [];
  const events: JobEvent[] = [];
  return new Promise((resolve) => {
    port1.onmessage = ({ data }: MessageEvent<JobEvent>) => {
      events.push(data);
      onEvent(data);
    };
    port1.addEventListener('close', () => resolve(events));
    const pending = [...passages.keys()];
    host.run({ id: nextId++, query: 'bread', passages, pending, priority: 0, ...job }, port2);
  });
}

export function scoresOf(events: readonly JobEvent[]) {
  return events.flatMap((event) => (event.kind === 'scored' ? event.passages : []));
}
