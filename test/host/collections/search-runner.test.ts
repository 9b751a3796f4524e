import { expect, it } from 'vitest';
import { VectorCache } from '../../../src/engine/vectors/vector-cache';
import { LocalDocuments } from '../../../src/host/collections/local-documents';
import { SearchRunner } from '../../../src/host/collections/search-runner';
import { Scheduler } from '../../../src/host/jobs/scheduler';
import { LoadedModels } from '../../../src/host/loaded/loaded-models';
import { Pace } from '../../../src/host/pool/pace';
import { resolveMethod } from '../../../src/methods/registry';
import { ABILITIES } from '../../../src/models/abilities';
import type { ModelCard } from '../../../src/models/card';
import type { JobEvent } from '../../../src/protocol/host-api';
import { FakeEngine } from '../../../src/test/index';

const card = {
  ...{ name: 'fake', method: 'late-interaction', abilities: ABILITIES, languages: ['*'], template: {}, variants: [] },
  ...{ limits: { query: 64, passage: 256 }, calibration: { slope: 4, intercept: -2, fittedOn: 'nothing' } },
} as unknown as ModelCard;

/** Calls `meanwhile` while it encodes the query. */
class SlowEngine extends FakeEngine {
  meanwhile: () => void = () => undefined;

  override embedQuery(...given: Parameters<FakeEngine['embedQuery']>) {
    this.meanwhile();
    return super.embedQuery(...given);
  }
}

it('SearchRunner finds no passage that took over the number of one that was allowed', async () => {
  const source = new LocalDocuments();
  source.put({ id: 'open', text: 'The moon pulls the oceans.' });
  const engine = new SlowEngine();
  engine.meanwhile = () => {
    source.remove(0);
    source.put({ id: 'hidden', text: 'The moon is not for you.' });
  };
  const model = { card, engine, method: resolveMethod('auto', card), vectors: new VectorCache(1e6), pace: new Pace() };
  const search = { kind: 'search', query: 'moon', topN: 5, unit: 'document', allowed: Uint8Array.of(1) } as const;
  const scheduler = new Scheduler();
  const { port1, port2 } = new MessageChannel();
  const events: JobEvent[] = [];
  const ended = new Promise<void>((resolve) => {
    port2.onmessage = ({ data }: MessageEvent<JobEvent>) => {
      events.push(data);
      if (data.kind !== 'collection') resolve();
    };
  });
  const request = { id: 1, collection: 'notes', priority: 0, task: search };
  const models = new LoadedModels(model, undefined, 'exact');
  scheduler.submit(new SearchRunner(request, { search, source }, models, scheduler, port1));
  await ended;
  port2.close();
  expect(events).toMatchObject([
    { kind: 'collection', event: { kind: 'found', hits: [], matching: 0 } },
    { kind: 'done' },
  ]);
});
