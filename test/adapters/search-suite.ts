/** @file The suite that the adapter of every search library has to pass. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { SearchAnswer, SearchCall, SearchSetup } from '../../src/adapters/shared/search-and-rerank';
import type { Reranker } from '../../src/index';
import { createFakeReranker } from '../../src/test';
import { endless, query } from './texts';

type Search = (query: string, call?: SearchCall) => Promise<SearchAnswer<{ readonly id: string }>>;

/**
 * @param library the name of the library in test names
 * @param make creates a reranked search over the titles of `notes`, and the same search without reranking
 */
export function testRerankedSearch(
  library: string,
  make: (
    setup: Omit<SearchSetup<never>, 'passage'> & { readonly titled?: boolean },
  ) => Promise<{ search: Search; alone: (query: string) => Promise<readonly object[]> }>,
): void {
  let reranker: Reranker;
  beforeEach(async () => {
    reranker = await createFakeReranker();
  });
  afterEach(() => reranker.dispose());

  describe(`rerankedSearch() of ${library}`, () => {
    test('returns unchanged hits in the order of the reranker', async () => {
      const { search, alone } = await make({ reranker });
      const found = await alone(query);
      expect(found.map(idOf)).toEqual(['1', '2', '4']);
      const { results, stats, kept } = await search(query);
      expect(results.map(({ hit }) => hit.id)).toEqual(['2', '4', '1']);
      expect(results.map(({ rank, index }) => [rank, index])).toEqual([
        [1, 1],
        [2, 2],
        [3, 0],
      ]);
      for (const { hit, index } of results) expect(hit).toEqual(found[index]);
      expect(stats).toMatchObject({ complete: true, passages: 3 });
      expect(kept).toBeUndefined();
    });

    test('reranks the first `depth` hits and gives topN of them', async () => {
      const { search } = await make({ reranker, depth: 2 });
      expect((await search(query)).results.map(({ hit }) => hit.id)).toEqual(['2', '1']);
      expect((await search(query, { topN: 1 })).results.map(({ hit }) => hit.id)).toEqual(['2']);
    });

    test('reads a title with the text when `passage` gives one', async () => {
      const { search } = await make({ reranker, titled: true });
      expect((await search(query)).results[0]!.hit.id).toBe('1');
    });

    test('keeps the order of the search when the query is too long, and returns `kept`', async () => {
      const { search } = await make({ reranker });
      const { results, kept, stats } = await search(`${query} ${endless}`, { topN: 2 });
      expect(results.map(({ hit, scoredBy }) => [hit.id, scoredBy])).toEqual([
        ['1', 'none'],
        ['2', 'none'],
      ]);
      expect(kept).toMatchObject({ code: 'query-too-long' });
      expect(stats).toBeUndefined();
    });

    test.each(['', ' ', '\u200b'])('keeps the order of the search for the query %j', async (blank) => {
      const { search, alone } = await make({ reranker: () => expect.fail('created a reranker') });
      const found = (await alone(blank)).map(idOf);
      const { results, stats, kept } = await search(blank, { topN: 2 });
      expect(results.map(({ hit }) => hit.id)).toEqual(found.slice(0, 2));
      expect(results.every(({ score, scoredBy }) => score === undefined && scoredBy === 'none')).toBe(true);
      expect([stats, kept]).toEqual([undefined, undefined]);
    });

    test('rejects with the reason of an abort', async () => {
      const { search } = await make({ reranker });
      const reason = new Error('not now');
      await expect(search(query, { signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
    });

    test('returns no results for no hits', async () => {
      const { search } = await make({ reranker });
      expect((await search('zebra')).results).toEqual([]);
    });

    test('creates the reranker once, on the first search', async () => {
      let made = 0;
      const { search } = await make({ reranker: () => (made++, reranker) });
      expect(made).toBe(0);
      await Promise.all([search(query), search(query)]);
      expect(made).toBe(1);
    });

    test.each([0, -1, 1.5, NaN])('throws a RangeError for a depth of %s', async (depth) => {
      await expect(make({ reranker, depth })).rejects.toThrow(
        new RangeError(`Expected \`depth\` to be a positive integer, got \`${depth}\``),
      );
    });
  });
}

const idOf = (hit: object): unknown => (hit as { readonly id: unknown }).id;
