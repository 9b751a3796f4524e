import { describe, expect, test } from 'vitest';
import { FakeEngine } from '../../../src/test/fake-engine';
import { VectorCache } from '../../../src/engine/vectors/vector-cache';
import { resolveMethod } from '../../../src/methods/registry';
import { IdleWork } from '../../../src/host/jobs/idle-work';
import { Pace } from '../../../src/host/pool/pace';
import type { PooledEngine } from '../../../src/host/pool/pool';
import { Scheduler } from '../../../src/host/jobs/scheduler';
import type { Job } from '../../../src/host/jobs/scheduler';
import type { LoadedModel } from '../../../src/host/loaded/loaded-model';
import { LoadedModels } from '../../../src/host/loaded/loaded-models';
import { cardOf } from '../../engine/cards';

const passages = Array.from({ length: 6 }, (_, i) => ({ text: `passage ${i}` }));

/** A pooled engine that encodes once `release` is called; `read` lists the texts that it was given. */
function blockedPooledEngine() {
  const read: string[] = [];
  const blocked: (() => void)[] = [];
  const engine = new FakeEngine();
  const pooled: PooledEngine = {
    open: () => ({
      cancelPending: () => undefined,
      embedPassages: async (texts) => {
        read.push(...texts.map(({ text }) => text));
        await new Promise<void>((release) => blocked.push(release));
        return engine.embedPassages(texts);
      },
    }),
  };
  return { pooled, read, release: () => blocked.splice(0).forEach((unblock) => unblock()) };
}

function workOf(pooledEngines: readonly PooledEngine[]) {
  const here: string[] = [];
  const card = cardOf({ name: 'main' });
  const engine = new FakeEngine({ beforeRow: (text) => void here.push(text) });
  const vectors = new VectorCache(2 ** 20);
  const model: LoadedModel = {
    ...{ card, engine, vectors, pooledEngines },
    method: resolveMethod('auto', card),
    pace: new Pace(),
  };
  const scheduler = new Scheduler();
  const work = new IdleWork(scheduler);
  return {
    here,
    vectors,
    scheduler,
    encode: () => work.encode(passages, new LoadedModels(model, undefined, 'auto')),
  };
}

function jobThat(run: () => void): Job {
  return { id: 1, priority: 0, run: () => Promise.resolve(run()), drop: () => undefined };
}

const turns = () => new Promise((resolve) => setTimeout(resolve, 20));

describe('idle work', () => {
  test('encodes the skipped passages', async () => {
    const { here, vectors, scheduler, encode } = workOf([]);
    encode();
    await scheduler.idle();
    expect(here).toEqual(passages.map(({ text }) => text));
    for (const passage of passages) expect(vectors.has(passage)).toBe(true);
  });

  test('leaves the work to the pool, so that a call runs at once while a pooled engine encodes', async () => {
    const { pooled, read, release } = blockedPooledEngine();
    const { here, vectors, scheduler, encode } = workOf([pooled]);
    encode();
    await turns();
    expect(read.length).toBeGreaterThan(0);
    let ran = false;
    scheduler.submit(jobThat(() => (ran = true)));
    await turns();
    expect(ran).toBe(true);
    const timer = setInterval(release, 1);
    await scheduler.idle();
    clearInterval(timer);
    expect(here).toEqual([]);
    for (const passage of passages) expect(vectors.has(passage)).toBe(true);
  });

  test('skips passages that a call has encoded meanwhile', async () => {
    const { here, vectors, scheduler, encode } = workOf([]);
    encode();
    const [entry] = await new FakeEngine().embedPassages([passages[4]!]);
    scheduler.submit(jobThat(() => vectors.set(passages[4]!, entry!)));
    await scheduler.idle();
    expect(here).toHaveLength(passages.length - 1);
    expect(here).not.toContain(passages[4]!.text);
  });
});
