import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { TimeLimitExceeded, withTimeLimit } from '../../src/util/time-limit';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

describe('withTimeLimit()', () => {
  test('gives the result or the error of work that ends in time, and leaves no timer', async () => {
    expect(await withTimeLimit(Promise.resolve(5), 100, 'Work')).toBe(5);
    await expect(withTimeLimit(Promise.reject(new Error('no')), 100, 'Work')).rejects.toThrow('no');
    expect(vi.getTimerCount()).toBe(0);
  });

  test('rejects at the limit, and ignores a later error', async () => {
    let fail!: (error: Error) => void;
    const limited = withTimeLimit(new Promise<void>((_, reject) => (fail = reject)), 100, 'Work');
    const outcome = expect(limited).rejects.toThrow(new TimeLimitExceeded('Work took more than 100 ms'));
    await vi.advanceTimersByTimeAsync(100);
    await outcome;
    fail(new Error('late'));
  });
});
