import { describe, expect, test, vi } from 'vitest';
import { toRankerGetter } from '../../src/adapters/shared/source';
import { createFakeReranker } from '../../src/test';

describe('lazily()', () => {
  test('gives a reranker, and one that was promised, as it is', async () => {
    await using reranker = await createFakeReranker();
    await expect(toRankerGetter(reranker)()).resolves.toBe(reranker);
    await expect(toRankerGetter(Promise.resolve(reranker))()).resolves.toBe(reranker);
  });

  test('calls a function on first use, and once', async () => {
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

  test('takes what a function throws as a failure', async () => {
    const failure = new Error('no worker here');
    const ranker = toRankerGetter(() => {
      throw failure;
    });
    await expect(ranker()).rejects.toBe(failure);
  });
});
