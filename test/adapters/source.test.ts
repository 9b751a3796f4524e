import { describe, expect, test, vi } from 'vitest';
import { toRankerGetter } from '../../src/adapters/shared/source';
import { createFakeReranker } from '../../src/test';

describe('toRankerGetter()', () => {
  test('returns a reranker, or the one of a promise, unchanged', async () => {
    await using reranker = await createFakeReranker();
    await expect(toRankerGetter(reranker)()).resolves.toBe(reranker);
    await expect(toRankerGetter(Promise.resolve(reranker))()).resolves.toBe(reranker);
  });

  test('calls a function once, on first use', async () => {
    await using reranker = await createFakeReranker();
    const make = vi.fn(() => Promise.resolve(reranker));
    const ranker = toRankerGetter(make);
    expect(make).not.toHaveBeenCalled();
    await expect(Promise.all([ranker(), ranker()])).resolves.toEqual([reranker, reranker]);
    expect(make).toHaveBeenCalledTimes(1);
  });

  test('calls a function that failed again on the next use', async () => {
    await using reranker = await createFakeReranker();
    const offline = new Error('offline');
    const ranker = toRankerGetter(vi.fn().mockRejectedValueOnce(offline).mockReturnValueOnce(reranker));
    await expect(ranker()).rejects.toBe(offline);
    await expect(ranker()).resolves.toBe(reranker);
  });

  test('rejects with what a function throws', async () => {
    const failure = new Error('no worker here');
    const ranker = toRankerGetter(() => {
      throw failure;
    });
    await expect(ranker()).rejects.toBe(failure);
  });
});
