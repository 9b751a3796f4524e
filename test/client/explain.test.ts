import { afterEach, describe, expect, test } from 'vitest';
import { EngineLost } from '../../src/core/engine-lost';
import { createRemoteReranker } from '../../src/remote';
import { createFakeReranker } from '../../src/test';
import type { RankEvent } from '../../src/index';
import { startServer } from '../remote/server';
import type { TestServer } from '../remote/server';
import { gateAt, settle } from './gate';

const query = 'broken clocks';
const passages = ['No news today. He mends broken clocks.', 'The sun is hot.', 'A clock. Broken glass.', 'Nothing.'];
const explain = true;

describe('rerank() with explain', () => {
  test('explains each returned result, and changes nothing else in it', async () => {
    await using reranker = await createFakeReranker();
    const plain = await reranker.rerank(query, passages, { topN: 2 });
    expect(plain.results.every((row) => !('explanation' in row))).toBe(true);
    const { results } = await reranker.rerank(query, passages, { topN: 2, explain });
    expect(results.map(({ explanation: _, ...row }) => row)).toEqual(plain.results);
    const { sentences } = results.find(({ index }) => index === 0)!.explanation!;
    const best = sentences.find(({ relevance }) => relevance === 1)!;
    expect(passages[0]!.slice(best.start, best.end)).toBe('He mends broken clocks.');
  });

  test('explains no result that is cut', async () => {
    const read: string[] = [];
    await using reranker = await createFakeReranker({
      vectorCacheBytes: 0,
      beforeRow: (text) => void read.push(text),
    });
    const { results, stats } = await reranker.rerank(query, passages, { topN: 1, explain });
    expect(read).toHaveLength(passages.length + 1);
    expect(read.at(-1)).toBe(results[0]!.passage);
    expect(stats).toMatchObject({ modelCalls: 1 + passages.length + 2, cache: { hits: 0, misses: 4 } });
  });

  test('gives offsets in the text of a passage that has a title', async () => {
    await using reranker = await createFakeReranker();
    const { results } = await reranker.rerank(query, [{ title: 'Broken clocks', text: passages[0]! }], { explain });
    const { tokens } = results[0]!.explanation!;
    expect(tokens[0]).toMatchObject({ start: 0, end: 2 });
  });

  test('explains nothing when there are no passages', async () => {
    await using reranker = await createFakeReranker();
    expect((await reranker.rerank(query, [], { explain })).results).toEqual([]);
  });

  test('refuses anything but a boolean', async () => {
    await using reranker = await createFakeReranker();
    await expect(reranker.rerank(query, passages, { explain: 'yes' as unknown as boolean })).rejects.toThrow(
      new TypeError('Expected `explain` to be a boolean, got `yes`'),
    );
  });

  test('gives only sentences with a cross-encoder', async () => {
    await using reranker = await createFakeReranker({ method: 'cross-encoder' });
    const { results } = await reranker.rerank(query, passages, { topN: 1, explain });
    expect(results[0]!.explanation).toMatchObject({ by: 'leave-one-out', tokens: [] });
  });
});

describe('stream() with explain', () => {
  test('gives explanations only in its last event', async () => {
    await using reranker = await createFakeReranker();
    const events: RankEvent[] = [];
    for await (const event of reranker.stream(query, passages, { explain })) events.push(event);
    const rows = (kind: string) =>
      events.flatMap((event) => (event.kind === kind && 'results' in event ? event.results : []));
    expect(rows('ranking').some((row) => row.explanation)).toBe(false);
    expect(rows('done').every((row) => row.explanation)).toBe(true);
    expect(rows('done')).toEqual((await reranker.rerank(query, passages, { explain })).results);
  });
});

describe('an explanation', () => {
  test('can be aborted, which frees the worker', async () => {
    const gate = gateAt(passages.length + 2);
    await using reranker = await createFakeReranker({ vectorCacheBytes: 0, beforeRow: gate.beforeRow });
    const controller = new AbortController();
    const call = reranker.rerank(query, passages, { explain, signal: controller.signal });
    await gate.reached;
    controller.abort('stop');
    await expect(call).rejects.toBe('stop');
    await settle();
    gate.open();
    await settle();
    expect(gate.rows).toHaveLength(passages.length + 2);
  });

  test('yields to a call of higher priority', async () => {
    const gate = gateAt(passages.length + 2);
    await using reranker = await createFakeReranker({ vectorCacheBytes: 0, beforeRow: gate.beforeRow });
    const ended: string[] = [];
    const call = reranker.rerank(query, passages, { explain }).then(() => ended.push('explained'));
    await gate.reached;
    const urgent = reranker.rerank('sun', ['The sun'], { priority: 1 }).then(() => ended.push('urgent'));
    await settle();
    gate.open();
    await Promise.all([call, urgent]);
    expect(ended).toEqual(['urgent', 'explained']);
  });

  test('continues on another worker after a loss', async () => {
    await using sound = await createFakeReranker();
    const expected = await sound.rerank(query, passages, { explain });
    let rows = 0;
    const beforeRow = () => {
      if (++rows === passages.length + 3) throw new EngineLost('The device is gone');
    };
    await using reranker = await createFakeReranker({ vectorCacheBytes: 0, beforeRow });
    const { results } = await reranker.rerank(query, passages, { explain });
    expect(results).toEqual(expected.results);
    expect(reranker.report.losses).toEqual(['wasm/fp32: The device is gone']);
    expect(rows).toBe(2 * passages.length + 1); // two rows were explained before the loss, and are not again
  });

  test('is absent from results when the budget is used up', async () => {
    const gate = gateAt(passages.length + 2);
    await using reranker = await createFakeReranker({ vectorCacheBytes: 0, beforeRow: gate.beforeRow });
    const call = reranker.rerank(query, passages, { explain, budgetMs: 300 });
    await gate.reached;
    const { results, stats } = await call;
    gate.open();
    expect(stats.complete).toBe(true);
    expect(results.map((row) => 'explanation' in row)).toEqual([true, false, false, false]);
  });
});

describe('a method that scores passages as wholes', () => {
  test('gives no explanations, but a warning', async () => {
    await using reranker = await createFakeReranker({ method: 'embedding' });
    const { results, stats } = await reranker.rerank(query, passages, { explain });
    expect(results.some((row) => row.explanation)).toBe(false);
    expect(stats.warnings).toEqual(['The results have no explanations: the model or method in use gives only scores']);
  });
});

describe('a server', () => {
  let server: TestServer;
  afterEach(() => server.close());

  test('gives no explanations, but a warning', async () => {
    server = await startServer('jina');
    await using reranker = createRemoteReranker({ url: server.url, api: 'jina' });
    const { results, stats } = await reranker.rerank(query, passages, { explain });
    expect(results.some((row) => row.explanation)).toBe(false);
    expect(stats.warnings).toEqual(['The results have no explanations: the model or method in use gives only scores']);
  });
});
