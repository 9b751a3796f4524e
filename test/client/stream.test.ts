import { describe, expect, test, vi } from 'vitest';
import type { RankEvent } from '../../src/index';
import { createFakeReranker } from '../../src/test';
import { gateAt, numbered, settle } from './gate';

const passages = numbered(40);
const query = 'bread number 7';

/** Removes the times, which differ from run to run. */
const withoutTimings = ({ results, stats }: Extract<RankEvent, { kind: 'done' }>) => ({
  results,
  stats: { ...stats, timings: undefined, cache: undefined, modelCalls: undefined },
});

describe('stream()', () => {
  test('yields progress first, rankings that only grow, and done last', async () => {
    await using reranker = await createFakeReranker();
    const events: RankEvent[] = [];
    for await (const event of reranker.stream(query, passages)) events.push(event);
    expect(events[0]).toEqual({ kind: 'progress', scored: 0, total: 40 });
    expect(events.at(-1).kind).toBe('done');
    const rankings = events.slice(1, -1);
    expect(rankings.length).toBeGreaterThan(0);
    let before = 0;
    for (const event of rankings) {
      if (event.kind !== 'ranking') expect.fail(event.kind);
      expect(event.scored).toBeGreaterThan(before);
      before = event.scored;
      expect(event).toMatchObject({ total: 40, settledBy: 'proof', settled: event.scored === 40 ? 40 : 0 });
      expect(event.results.slice(0, event.scored).every((row) => Number.isFinite(row.score))).toBe(true);
      expect(event.results.slice(event.scored).every((row) => row.scoredBy === 'none')).toBe(true);
    }
  });

  test('ends with what rerank() returns', async () => {
    await using reranker = await createFakeReranker();
    const options = { topN: 7, minScore: 0.1 };
    let last: RankEvent | undefined;
    for await (const event of reranker.stream(query, passages, options)) last = event;
    const result = await reranker.rerank(query, passages, options);
    expect(withoutTimings(last as never)).toEqual(withoutTimings({ kind: 'done', ...result }));
  });

  test('cuts every ranking to topN', async () => {
    await using reranker = await createFakeReranker();
    for await (const event of reranker.stream(query, passages, { topN: 3 })) {
      if (event.kind !== 'progress') expect(event.results).toHaveLength(3);
    }
  });

  test('cancels the call when the loop is left early', async () => {
    const gate = gateAt(4);
    await using reranker = await createFakeReranker({ beforeRow: gate.beforeRow });
    for await (const event of reranker.stream(query, passages)) if (event.kind === 'ranking') break;
    await settle();
    gate.open();
    await settle();
    expect(gate.rows.length).toBeLessThan(passages.length / 2);
    expect((await reranker.rerank('bread', ['bread'])).stats.complete).toBe(true);
  });

  test('gives a slow reader only the newest ranking', async () => {
    const gate = gateAt(passages.length);
    await using reranker = await createFakeReranker({ beforeRow: gate.beforeRow });
    const events = reranker.stream(query, passages);
    await events.next();
    await gate.reached;
    await settle();
    const { value } = await events.next();
    expect(value).toMatchObject({ kind: 'ranking' });
    const { scored } = value as Extract<RankEvent, { kind: 'ranking' }>;
    expect(scored).toBeGreaterThan(10); // what was known when it was read
    gate.open();
    await settle();
    expect((await events.next()).value).toMatchObject({ kind: 'done' });
    expect(await events.next()).toEqual({ done: true, value: undefined });
  });

  test('throws the signal’s reason into the loop', async () => {
    const gate = gateAt(2);
    await using reranker = await createFakeReranker({ beforeRow: gate.beforeRow });
    const controller = new AbortController();
    const reason = new Error('enough');
    const loop = async () => {
      for await (const event of reranker.stream(query, passages, { signal: controller.signal })) {
        if (event.kind === 'ranking') controller.abort(reason);
      }
    };
    await expect(loop()).rejects.toBe(reason);
    gate.open();
  });

  test('throws for a wrong argument at the first read', async () => {
    await using reranker = await createFakeReranker();
    await expect(reranker.stream('', passages).next()).rejects.toThrow(RangeError);
  });

  test('yields progress and done for no passages', async () => {
    await using reranker = await createFakeReranker();
    const kinds: string[] = [];
    for await (const event of reranker.stream(query, [])) kinds.push(event.kind);
    expect(kinds.at(-1)).toBe('done');
    expect(kinds).not.toContain('ranking');
  });
});

describe('onProgress', () => {
  test('is called with every event, done last', async () => {
    await using reranker = await createFakeReranker();
    const events: RankEvent[] = [];
    const result = await reranker.rerank(query, passages, { onProgress: (event) => events.push(event) });
    expect(events[0]!.kind).toBe('progress');
    expect(events.at(-1)).toEqual({ kind: 'done', ...result });
    expect(events.filter((event) => event.kind === 'ranking').length).toBeGreaterThan(1);
  });

  test.each(['progress', 'ranking', 'done'] as const)(
    'that throws on %s is reported and disturbs nothing',
    async (kind) => {
      const uncaught: (() => void)[] = [];
      const microtasks = vi.spyOn(globalThis, 'queueMicrotask').mockImplementation((task) => uncaught.push(task));
      await using reranker = await createFakeReranker();
      const onProgress = (event: RankEvent) => {
        if (event.kind === kind) throw new Error(`in the listener on ${kind}`);
      };
      const { stats } = await reranker.rerank(query, passages, { onProgress });
      microtasks.mockRestore();
      expect(stats.complete).toBe(true);
      expect(uncaught.length).toBeGreaterThan(0);
      for (const task of uncaught) expect(task).toThrow(`in the listener on ${kind}`);
    },
  );
});
