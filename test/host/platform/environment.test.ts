import { describe, expect, test } from 'vitest';
import { coresFor } from '../../../src/host/platform/environment';

describe('coresFor()', () => {
  test.each([
    [1, undefined, 1],
    [2, undefined, 2],
    [3, undefined, 2],
    [4, undefined, 2],
    [6, undefined, 3],
    [8, undefined, 4],
    [64, undefined, 4],
    [8, 1, 1],
    [8, 3, 3],
    [8, 2.9, 2],
    [2, 16, 2],
  ])('returns, of %i cores with %s requested, %i', (hardwareConcurrency, requested, cores) => {
    expect(coresFor({ hardwareConcurrency }, requested)).toBe(cores);
  });

  test('returns one or two if memory is short, unless more are requested', () => {
    const small = { hardwareConcurrency: 8, deviceMemory: 1 };
    expect(coresFor(small, undefined)).toBe(1);
    expect(coresFor(small, 2)).toBe(2);
    expect(coresFor({ ...small, deviceMemory: 2 }, undefined)).toBe(2);
    expect(coresFor({ ...small, deviceMemory: 4 }, undefined)).toBe(4);
  });
});
