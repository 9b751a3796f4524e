/** @file Commands that build at the same time build one after another. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { withLock } from '../../scripts/lock.mjs';
import { cache } from '../../scripts/paths.mjs';

describe('withLock()', () => {
  test('runs one work at a time', async () => {
    let inside = 0;
    const most: number[] = [];
    const work = async (): Promise<void> => {
      inside += 1;
      most.push(inside);
      await Promise.resolve();
      inside -= 1;
    };
    await Promise.all([withLock('test-turns', work), withLock('test-turns', work), withLock('test-turns', work)]);
    expect(most).toEqual([1, 1, 1]);
  });

  test('releases the lock when the work fails', async () => {
    await expect(withLock('test-failure', () => Promise.reject(new Error('broken')))).rejects.toThrow('broken');
    expect(await withLock('test-failure', () => Promise.resolve('free'))).toBe('free');
  });

  test('takes over the lock of a process that has ended', async () => {
    await withLock('test-gone', () => Promise.resolve());
    await writeFile(join(cache, 'test-gone.lock'), '999999999');
    expect(await withLock('test-gone', () => Promise.resolve('taken'))).toBe('taken');
  });
});
