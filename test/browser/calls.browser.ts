import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createReranker, isRerankError } from '../../src/index';
import type { RankEvent, Reranker } from '../../src/index';
import { createTiny, faultyWorkers, sentences, shippedWorker } from './harness';

const passages = sentences(40);
const query = 'the baker wakes early';

let reranker: Reranker;
/** Slow runs, so that a test can act during a call. */
let slow: Reranker;
beforeAll(async () => {
  reranker = await createTiny();
  slow = await createTiny({ worker: faultyWorkers({ slowMs: 10 }).make, vectorCacheBytes: 0 });
});
afterAll(async () => {
  await Promise.all([reranker.dispose(), slow.dispose()]);
});

/** Resolves when a call has scored a part of its passages. */
function midRun(
  start: (onProgress: (event: RankEvent) => void) => Promise<unknown>,
): Promise<{ call: Promise<unknown> }> {
  return new Promise((resolve) => {
    const call = start((event) => event.kind === 'ranking' && resolve({ call }));
    call.catch(() => undefined);
  });
}

describe('abort', () => {
  test('before the call rejects with the signal’s reason', async () => {
    const reason = new Error('not now');
    await expect(reranker.rerank(query, passages, { signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
  });

  test('during the call rejects with the signal’s reason and frees the worker', async () => {
    const controller = new AbortController();
    const { call } = await midRun((onProgress) =>
      slow.rerank(query, passages, { signal: controller.signal, onProgress }),
    );
    controller.abort();
    await expect(call).rejects.toBe(controller.signal.reason);
    await expect(slow.rerank(query, passages.slice(0, 2))).resolves.toMatchObject({ stats: { complete: true } });
  });

  test('after the call changes nothing', async () => {
    const controller = new AbortController();
    const result = await reranker.rerank(query, passages, { signal: controller.signal });
    controller.abort();
    expect(result.results).toHaveLength(passages.length);
  });
});

describe('calls', () => {
  test('that are concurrent each get their own ranking', async () => {
    const queries = passages.slice(0, 6);
    const alone = [];
    for (const each of queries) alone.push((await reranker.rerank(each, passages)).results.map((row) => row.score));
    const atOnce = await Promise.all(queries.map((each) => reranker.rerank(each, passages)));
    expect(atOnce.map(({ results }) => results.map((row) => row.score))).toEqual(alone);
  });

  test('of higher priority overtake a running one', async () => {
    const order: string[] = [];
    const { call } = await midRun((onProgress) => slow.rerank(query, passages, { onProgress }));
    const urgent = slow.rerank(query, passages.slice(0, 2), { priority: 1 }).then(() => order.push('urgent'));
    await Promise.all([call.then(() => order.push('running')), urgent]);
    expect(order).toEqual(['urgent', 'running']);
  });

  test('with supersede end the older one with code superseded', async () => {
    const { call } = await midRun((onProgress) => slow.rerank(query, passages, { supersede: true, onProgress }));
    const newer = slow.rerank('the river', passages.slice(0, 3), { supersede: true });
    await expect(call).rejects.toSatisfy((error) => isRerankError(error, 'superseded'));
    await expect(newer).resolves.toMatchObject({ stats: { complete: true } });
  });

  test('return the best ranking so far when the budget is used up', async () => {
    const { results, stats } = await slow.rerank(query, passages, { budgetMs: 120 });
    expect(stats.complete).toBe(false);
    expect(results).toHaveLength(passages.length);
    expect(results.filter((row) => row.scoredBy === 'none').length).toBe(passages.length - stats.scored);
  });

  test('free the worker when a stream is left early', async () => {
    for await (const event of slow.stream(query, passages)) if (event.kind === 'ranking') break;
    await expect(slow.rerank(query, passages.slice(0, 2))).resolves.toMatchObject({ stats: { complete: true } });
  });
});

describe('a second query over the same passages', () => {
  test('takes one model call and finds every vector', async () => {
    const fresh = await createTiny();
    await fresh.rerank(query, passages);
    const { stats } = await fresh.rerank('stones in the sea', passages);
    expect(stats).toMatchObject({ modelCalls: 1, cache: { hits: passages.length, misses: 0 } });
    await fresh.dispose();
  });
});

describe('dispose()', () => {
  test('rejects pending and later calls with code disposed', async () => {
    const mine = await createTiny({ worker: faultyWorkers({ slowMs: 10 }).make });
    const { call } = await midRun((onProgress) => mine.rerank(query, passages, { onProgress }));
    await mine.dispose();
    await expect(call).rejects.toMatchObject({ code: 'disposed' });
    await expect(mine.rerank(query, passages)).rejects.toMatchObject({ code: 'disposed' });
  });
});

describe('unusual input', () => {
  const awkward: [string, string][] = [
    ['an empty passage', ''],
    ['lone surrogates', 'a\ud800b\udfffc'],
    ['NUL bytes', 'a\u0000b\u0000'],
    ['a megabyte without a space', 'x'.repeat(1_000_000)],
    ['a megabyte of words', 'water '.repeat(170_000)],
    ['right-to-left text', 'الخباز يستيقظ قبل الشمس'],
    ['CJK text', '面包师在日出之前醒来'],
    ['control tokens', '[CLS] [SEP] [PAD] [MASK] [UNK]'],
  ];
  test.each(awkward)('%s is scored and does not affect the others', async (_name, text) => {
    const sound = await reranker.rerank(query, passages);
    const { results, stats } = await reranker.rerank(query, [text, ...passages]);
    expect(stats.complete).toBe(true);
    expect(results.every((row) => Number.isFinite(row.score))).toBe(true);
    const others = results.filter((row) => row.index > 0).map((row) => [row.index - 1, row.score]);
    expect(others).toEqual(sound.results.map((row) => [row.index, row.score]));
  });

  test('10,000 passages are ranked, and duplicates are scored once', async () => {
    const many = Array.from({ length: 10_000 }, (_, at) => passages[at % passages.length]!);
    const { results, stats } = await reranker.rerank(query, many, { topN: 5 });
    expect(results).toHaveLength(5);
    expect(stats).toMatchObject({ scored: 10_000, complete: true });
    expect(stats.modelCalls).toBeLessThanOrEqual(1 + passages.length);
  });

  test('a query that is too long is query-too-long with limit and count', async () => {
    const call = reranker.rerank('moon '.repeat(400), passages);
    await expect(call).rejects.toMatchObject({
      code: 'query-too-long',
      details: { limit: 32, count: expect.any(Number) as number },
    });
  });

  test('an unknown model is unknown-model and lists the known ones', async () => {
    const creation = createReranker({ model: 'no-such-model', worker: shippedWorker, assets: location.origin });
    await expect(creation).rejects.toMatchObject({
      code: 'unknown-model',
      message: expect.stringContaining('base') as string,
    });
  });
});
