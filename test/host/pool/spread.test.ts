import { describe, expect, test } from 'vitest';
import type { RowEngine } from '../../../src/engine/engine';
import { inOrder } from '../../../src/host/pool/work-queue';
import { Pace } from '../../../src/host/pool/pace';
import { spread } from '../../../src/host/pool/spread';
import type { SpreadWork } from '../../../src/host/pool/spread';
import type { PooledEngine } from '../../../src/host/pool/pool';

const rows = Array.from({ length: 20 }, (_, row) => row);
const local: RowEngine = {};
const turn = () => new Promise<void>((resolve) => setImmediate(resolve));

/** A member whose batches end after some turns of the event loop; `given` are the batches that it got. */
function memberAfter(turns: number, fail?: Error) {
  const given: (readonly number[])[] = [];
  let waiting = 0;
  let most = 0;
  let backs = 0;
  const borrowed = {
    cancelPending: () => {
      backs++;
    },
  };
  const member: PooledEngine = { open: () => borrowed };
  const work = async (batch: readonly number[]) => {
    given.push(batch);
    most = Math.max(most, ++waiting);
    for (let at = 0; at < turns; at++) await turn();
    waiting--;
    if (fail) throw fail;
  };
  return { member, borrowed, given, work, get most() { return most; }, get backs() { return backs; } }; // prettier-ignore
}

function workOf(members: ReturnType<typeof memberAfter>[], changes: Partial<SpreadWork<readonly number[]>> = {}) {
  const here: number[] = [];
  const job: SpreadWork<readonly number[]> = {
    work: 'work',
    cost: () => 1,
    queue: inOrder(rows),
    local,
    pooledEngines: members.map(({ member }) => member),
    onCalls: () => undefined,
    pace: new Pace(),
    checkpoint: turn,
    wait: (awaited) => awaited,
    run: async (batch, engine) => {
      const member = members.find(({ borrowed }) => borrowed === engine);
      if (member) await member.work(batch);
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
  test.each([0, 1, 3])('gives every row once to this thread and %i members', async (count) => {
    const members = Array.from({ length: count }, () => memberAfter(2));
    const { job, here } = workOf(members);
    const found = (await all(spread(job))).flat().sort((a, b) => a - b);
    expect(found).toEqual(rows);
    expect(here.length + members.flatMap(({ given }) => given.flat()).length).toBe(rows.length);
    for (const { given } of members) expect(given.length).toBeGreaterThan(0);
  });

  test('leaves most to who is fast: a slow member gets a few rows', async () => {
    const slow = memberAfter(1000);
    const { job, here } = workOf([slow]);
    await all(spread(job));
    expect(slow.given.flat().length).toBeLessThan(here.length);
  });

  test('keeps no more than two batches waiting with a member', async () => {
    const member = memberAfter(5);
    await all(spread(workOf([member]).job));
    expect(member.most).toBe(2);
  });

  test('fails when a member does', async () => {
    const { job } = workOf([memberAfter(1, new Error('out of memory'))]);
    await expect(all(spread(job))).rejects.toThrow('out of memory');
  });

  test('gives all to the members where this thread is to stay free, and waits as it is told', async () => {
    const member = memberAfter(2);
    let waits = 0;
    const wait = (awaited: Promise<void>) => (waits++, awaited);
    const { job, here } = workOf([member], { local: undefined, wait });
    expect((await all(spread(job))).flat()).toEqual(rows);
    expect(here).toEqual([]);
    expect(waits).toBeGreaterThan(0);
  });

  test('takes back what a member has not done when it is left', async () => {
    const member = memberAfter(1000);
    const { job } = workOf([member]);
    for await (const batch of spread(job)) if (batch.length > 0) break;
    expect(member.backs).toBe(1);
  });

  test('ends by what the work queue asks for, not by what there is', async () => {
    let wanted = 5;
    const queue = { next: () => rows.slice(0, wanted), take: (some: readonly number[]) => void (wanted -= some.length) }; // prettier-ignore
    const { job, here } = workOf([], { queue });
    await all(spread(job));
    expect(here).toHaveLength(5);
  });
});
