import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { Passage, Reranker, RerankOptions } from '../../src/index';
import { createFakeReranker } from '../../src/test';

let reranker: Reranker;
beforeEach(async () => {
  reranker = await createFakeReranker();
});
afterEach(async () => {
  vi.restoreAllMocks();
  await reranker.dispose();
});

const query = 'broken clocks';

describe('rerank()', () => {
  test.each(['id', 'title', 'score', 'text'])('rejects with what a getter of `%s` throws', async (name) => {
    const error = new Error('no such column');
    const passage = Object.defineProperty({ text: 'broken clocks' }, name, {
      enumerable: true,
      get: () => {
        throw error;
      },
    });
    await expect(reranker.rerank(query, [passage], { budgetMs: 50 })).rejects.toBe(error);
    await expect(reranker.stream(query, [passage]).next()).rejects.toBe(error);
    await expect(reranker.prepare([passage])).rejects.toBe(error);
    expect(reranker.stats.calls).toBe(0);
  });

  test('settles when a getter throws after the call was made', async () => {
    let reads = 0;
    const passage = {
      text: 'broken clocks',
      get id(): string {
        if (reads++ > 0) throw new Error('read twice');
        return 'a';
      },
    };
    const { results } = await reranker.rerank(query, [passage]);
    expect(results).toMatchObject([{ id: 'a', rank: 1 }]);
    expect(results[0]!.passage).toBe(passage);
  });

  test('ranks what was passed, whatever the caller changes afterwards', async () => {
    const make = () => [
      { id: 'sun', text: 'the sun is hot', score: 1 },
      { id: 'clock', text: 'broken clocks', score: 2 },
    ];
    const expected = await reranker.rerank(query, make());
    for (const start of [reranker.rerank.bind(reranker), streamed]) {
      const passages = make();
      const options: { fusion?: 'none' } = {};
      const call = start(query, passages, options);
      options.fusion = 'none';
      Object.assign(passages[0]!, { id: 'x', text: 'broken clocks broken clocks', score: 9 });
      passages.reverse().pop();
      const { results, stats } = await call;
      expect(results.map(({ id, score, fused }) => [id, score, fused])).toEqual(
        expected.results.map(({ id, score, fused }) => [id, score, fused]),
      );
      expect(stats.passages).toBe(2);
    }
  });

  test.each([null, 5, true, 'top', []])('refuses options of %j with a TypeError', async (options) => {
    const given = options as unknown as RerankOptions;
    const message = /^Expected `options` to be an object, got /;
    for (const call of [
      reranker.rerank(query, ['a'], given),
      reranker.stream(query, ['a'], given).next(),
      reranker.prepare(['a'], given as never),
    ]) {
      await expect(call).rejects.toThrow(message);
      await expect(call).rejects.toBeInstanceOf(TypeError);
    }
  });

  test('accepts numeric ids and null fields, and returns ids as they were given', async () => {
    const passages: Passage[] = [
      { id: 7, title: null, text: 'broken clocks' },
      { id: 0, title: 'Sun', text: 'hot', score: null },
      { id: null, text: 'town' },
      'street',
    ];
    const { results, stats } = await reranker.rerank(query, passages);
    const byIndex = results.toSorted((a, b) => a.index - b.index);
    expect(byIndex.map(({ id }) => id)).toEqual([7, 0, undefined, undefined]);
    expect(stats.fusion).toBe('none');
    const plain = await reranker.rerank(query, ['broken clocks', { title: 'Sun', text: 'hot' }, 'town', 'street']);
    expect(results.map(({ score }) => score)).toEqual(plain.results.map(({ score }) => score));
  });
});

describe('an unknown option', () => {
  test('is warned of in every result, and on the console once, with the known names', async () => {
    const console = vi.spyOn(globalThis.console, 'warn').mockReturnValue();
    const options = { topK: 2 } as RerankOptions;
    const message = expect.stringMatching(
      /^The option `topK` is unknown and was ignored; known are topN, minScore, .*, onProgress$/,
    ) as string;
    for (const _ of [1, 2]) {
      const { results, stats } = await reranker.rerank(query, ['a', 'b', 'c'], options);
      expect(results).toHaveLength(3);
      expect(stats.warnings).toEqual([message]);
    }
    expect(console.mock.calls).toEqual([[expect.stringMatching('^rankside: The option `topK` is unknown')]]);
  });

  test('of createReranker() is reported to onStatus', async () => {
    vi.spyOn(console, 'warn').mockReturnValue();
    const heard: unknown[] = [];
    const options = {
      modle: 'fast',
      onStatus: (event: { kind: string }) => event.kind === 'warning' && heard.push(event),
    };
    await (await createFakeReranker(options)).dispose();
    const message = expect.stringMatching(
      '^The option `modle` is unknown and was ignored; known are model, ',
    ) as string;
    expect(heard).toEqual([{ kind: 'warning', message }]);
  });

  test('that is undefined, and every known option, is not warned of', async () => {
    const console = vi.spyOn(globalThis.console, 'warn').mockReturnValue();
    await reranker.rerank(query, ['a'], { topK: undefined, topN: 1, supersede: true } as RerankOptions);
    await reranker.prepare(['a'], { priority: 1 });
    expect(console).not.toHaveBeenCalled();
  });
});

/** Reads a stream that is started before the arguments change and read afterwards. */
async function streamed(...args: Parameters<Reranker['rerank']>) {
  const events = reranker.stream(...args);
  await Promise.resolve();
  for await (const event of events) if (event.kind === 'done') return event;
  throw new Error('The stream ended without a result');
}
