import { describe, expect, test } from 'vitest';
import type { RowEngine } from '../../../src/engine/engine';
import { inOrder } from '../../../src/host/pool/work-queue';
import { Pace } from '../../../src/host/pool/pace';
import { spread } from '../../../src/host/pool/spread';
import type { SpreadWork } from '../../../src/host/pool/spread';
import type { OptionalEngine, PooledEngine } from '../../../src/host/pool/pool';

const indices = [...Array(20).keys()];
const local: RowEngine = {};
const turn = () => new Promise<void>((resolve) => setImmediate(resolve));

/** A pooled engine whose batches end after some turns of the event loop; `given` lists its batches. */
function slowEngine(turns: number, fail?: Error) {
  const given: (readonly number[])[] = [];
  let waiting = 0;
  let most = 0;
  let cancels = 0;
  const session = {
    cancelPending: () => {
      cancels++;
    },
  };
  const pooled: PooledEngine = { open: () => session };
  const work = async (batch: readonly number[]) => {
    given.push(batch);
    most = Math.max(most, ++waiting);
    for (let i = 0; i < turns; i++) await turn();
    waiting--;
    if (fail) throw fail;
  };
  return {
    pooled,
    session,
    given,
    work,
    get most() {
      return most;
    },
    get cancels() {
      return cancels;
    },
  };
}

function workOf(engines: ReturnType<typeof slowEngine>[], changes: Partial<SpreadWork<readonly number[]>> = {}) {
  const here: number[] = [];
  const job: SpreadWork<readonly number[]> = {
    work: 'work',
    cost: () => 1,
    queue: inOrder(indices),
    local,
    pooledEngines: engines.map(({ pooled }) => pooled),
    onCalls: () => undefined,
    pace: new Pace(),
    checkpoint: turn,
    wait: (awaited) => awaited,
    run: async (batch, engine) => {
      const pooled = engines.find(({ session }) => session === engine);
      if (pooled) await pooled.work(batch);
      else here.push(...batch);
      return batch;
    },
    ...changes,
  };
  return { job, here };
}

async function all<T>(parts: AsyncIterable<T>): Promise<T[]> {
  const found: T[] = [];
  for await (const part of parts) found.push(part);
  return found;
}

describe('spread()', () => {
  test.each([0, 1, 3])('processes every passage once on this thread and %i pooled engines', async (count) => {
    const engines = Array.from({ length: count }, () => slowEngine(2));
    const { job, here } = workOf(engines);
    const found = (await all(spread(job))).flat().sort((a, b) => a - b);
    expect(found).toEqual(indices);
    expect(here.length + engines.flatMap(({ given }) => given.flat()).length).toBe(indices.length);
    for (const { given } of engines) expect(given.length).toBeGreaterThan(0);
  });

  test('gives fewer passages to a slow engine', async () => {
    const slow = slowEngine(1000);
    const { job, here } = workOf([slow]);
    await all(spread(job));
    expect(slow.given.flat().length).toBeLessThan(here.length);
  });

  test('sends at most two batches to a pooled engine at a time', async () => {
    const engine = slowEngine(5);
    await all(spread(workOf([engine]).job));
    expect(engine.most).toBe(2);
  });

  test('fails if a pooled engine fails', async () => {
    const { job } = workOf([slowEngine(1, new Error('out of memory'))]);
    await expect(all(spread(job))).rejects.toThrow('out of memory');
  });

  test('gives all passages to the pool if this thread stays free, and waits with the given function', async () => {
    const engine = slowEngine(2);
    let waits = 0;
    const wait = (awaited: Promise<void>) => (waits++, awaited);
    const { job, here } = workOf([engine], { local: undefined, wait });
    expect((await all(spread(job))).flat()).toEqual(indices);
    expect(here).toEqual([]);
    expect(waits).toBeGreaterThan(0);
  });

  test('cancels queued batches when the loop is left', async () => {
    const engine = slowEngine(1000);
    const { job } = workOf([engine]);
    for await (const batch of spread(job)) if (batch.length > 0) break;
    expect(engine.cancels).toBe(1);
  });

  test('ends when the work queue is empty', async () => {
    let wanted = 5;
    const queue = {
      next: () => indices.slice(0, wanted),
      take: (taken: readonly number[]) => void (wanted -= taken.length),
    };
    const { job, here } = workOf([], { queue });
    await all(spread(job));
    expect(here).toHaveLength(5);
  });

  describe('with an optional engine', () => {
    function optionalEngine(turns: number, failure?: Error) {
      const engine = slowEngine(turns, failure);
      const failures: unknown[] = [];
      const assessed: string[] = [];
      let abandoned = 0;
      const optional: OptionalEngine = {
        pace: new Pace(),
        get available() {
          return failures.length === 0;
        },
        abandon: () => {
          abandoned++;
        },
        fail: (error) => void failures.push(error),
        assess: (work) => void assessed.push(work),
      };
      const pooled = { ...engine.pooled, optional };
      return { ...engine, pooled, failures, assessed, abandoned: () => abandoned };
    }

    test('gives every passage once, and lets the engine be assessed at the end', async () => {
      const engine = optionalEngine(2);
      const { job, here } = workOf([engine]);
      const found = (await all(spread(job))).flat().sort((a, b) => a - b);
      expect(found).toEqual(indices);
      expect(engine.given.length).toBeGreaterThan(0);
      expect(here.length).toBeGreaterThan(0);
      expect(engine.assessed).toEqual(['work']);
    });

    test('computes the batches of an engine that never returns, and gives each passage once', async () => {
      const engine = optionalEngine(1e9);
      const found = (await all(spread(workOf([engine]).job))).flat().sort((a, b) => a - b);
      expect(found).toEqual(indices);
      expect(engine.abandoned()).toBeGreaterThan(0);
    });

    test('computes the batches of an engine that fails, and gives it no other', async () => {
      const engine = optionalEngine(1, new Error('device lost'));
      const found = (await all(spread(workOf([engine]).job))).flat().sort((a, b) => a - b);
      expect(found).toEqual(indices);
      expect(engine.failures).toContainEqual(new Error('device lost'));
      expect(engine.given.length).toBeLessThanOrEqual(2);
    });

    test('does not use an engine that is not available', async () => {
      const engine = optionalEngine(1);
      engine.failures.push(new Error('lost before'));
      const { job, here } = workOf([engine]);
      await all(spread(job));
      expect(engine.given).toEqual([]);
      expect(here).toEqual(indices);
    });
  });
});
