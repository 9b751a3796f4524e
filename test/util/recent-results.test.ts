import { describe, expect, test, vi } from 'vitest';
import { RecentResults } from '../../src/util/recent-results';

describe('RecentResults', () => {
  test('computes a result once, and again after the limit dropped it', async () => {
    const results = new RecentResults<Promise<string>>(2);
    const compute = vi.fn((key: string) => Promise.resolve(key));
    const get = (key: string) => results.get(key, () => compute(key));
    expect([await get('a'), await get('a'), await get('b'), await get('c'), await get('a')].join('')).toBe('aabca');
    expect(compute.mock.calls.flat()).toEqual(['a', 'b', 'c', 'a']);
  });

  test('does not keep a failure', async () => {
    const results = new RecentResults<Promise<string>>(2);
    await expect(results.get('a', () => Promise.reject(new Error('no')))).rejects.toThrow('no');
    expect(await results.get('a', () => Promise.resolve('yes'))).toBe('yes');
  });
});
