import { expect, it } from 'vitest';
import { VectorCache } from '../../../src/engine/vectors/vector-cache';
import { EncodeRunner } from '../../../src/host/collections/encode-runner';
import { LocalCollection } from '../../../src/host/collections/local-collection';
import { Scheduler } from '../../../src/host/jobs/scheduler';
import { LoadedModels } from '../../../src/host/loaded/loaded-models';
import { Pace } from '../../../src/host/pool/pace';
import type { VectorStorage } from '../../../src/host/storage/vector-storage';
import { resolveMethod } from '../../../src/methods/registry';
import { ABILITIES } from '../../../src/models/abilities';
import type { ModelCard } from '../../../src/models/card';
import type { JobEvent } from '../../../src/protocol/host-api';
import { FakeEngine } from '../../../src/test/index';

const card = {
  ...{ name: 'fake', method: 'late-interaction', abilities: ABILITIES, languages: ['*'], template: {}, variants: [] },
  ...{ limits: { query: 64, passage: 256 }, calibration: { slope: 4, intercept: -2, fittedOn: 'nothing' } },
} as unknown as ModelCard;

function storageOver(texts: Set<string>): VectorStorage {
  return {
    read: (passages) => Promise.resolve(passages.map(() => undefined)),
    has: (passages) => Promise.resolve(passages.map(({ text }) => texts.has(text))),
    write: (entries) => Promise.resolve(entries.forEach(([{ text }]) => texts.add(text))),
    remove: (passages) => Promise.resolve(passages.forEach(({ text }) => texts.delete(text))),
    forget: () => Promise.resolve(),
  };
}

it('EncodeRunner leaves no vectors of a document that was removed while it was encoded', async () => {
  const collection = new LocalCollection(undefined);
  const texts = ['The moon pulls the oceans.', 'A baker kneads flour.'];
  await collection.add(texts.map((text, id) => ({ id, text })));
  const beforeRow = async (text: string) => {
    if (text.includes('moon')) await collection.remove([0]);
  };
  const stored = new Set<string>();
  const model = {
    ...{ card, engine: new FakeEngine({ beforeRow }), method: resolveMethod('auto', card), pace: new Pace() },
    ...{ vectors: new VectorCache(1e6), vectorStorage: storageOver(stored) },
  };
  const scheduler = new Scheduler();
  const { port1, port2 } = new MessageChannel();
  const end = new Promise<JobEvent>((resolve) => {
    port2.onmessage = ({ data }: MessageEvent<JobEvent>) => data.kind !== 'collection' && resolve(data);
  });
  const request = { id: 1, collection: 'notes', priority: 0, task: { kind: 'encode' } } as const;
  scheduler.submit(
    new EncodeRunner(request, collection, new LoadedModels(model, undefined, 'exact'), scheduler, port1),
  );
  expect(await end).toMatchObject({ kind: 'done' });
  port2.close();
  expect([...stored]).toEqual([texts[1]]);
  expect(texts.map((text) => model.vectors.has({ text }))).toEqual([false, true]);
});
