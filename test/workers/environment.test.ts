import { describe, expect, test } from 'vitest';
import { threadsFor } from '../../workers/environment';

describe('threadsFor()', () => {
  test.each([
    [1, undefined, 1],
    [2, undefined, 1],
    [3, undefined, 2],
    [8, undefined, 4],
    [64, undefined, 4],
    [8, 1, 1],
    [8, 2, 2],
    [2, 16, 2],
    [0, undefined, 1],
  ])('of %i cores with %s asked for is %i', (available, cores, threads) => {
    expect(threadsFor(available, cores)).toBe(threads);
  });
});
