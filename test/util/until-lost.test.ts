import { describe, expect, test } from 'vitest';
import { LossGuard } from '../../src/util/until-lost';

const never = () => new Promise<void>(() => undefined);

describe('LossGuard', () => {
  test('race() gives what the work gives, or what it fails with', async () => {
    const guard = new LossGuard();
    expect(await guard.race(() => Promise.resolve(1))).toBe(1);
    await expect(guard.race(() => Promise.reject(new Error('own failure')))).rejects.toThrow('own failure');
    expect(guard.loss).toBeUndefined();
  });

  test('lose() rejects pending work, and later work without starting it', async () => {
    const guard = new LossGuard();
    const pending = [guard.race(never), guard.race(never)];
    guard.lose(new Error('the worker died'));
    for (const work of pending) await expect(work).rejects.toThrow('the worker died');
    let started = false;
    await expect(guard.race(() => Promise.resolve((started = true)))).rejects.toThrow('the worker died');
    expect(started).toBe(false);
  });

  test('lose() keeps the first loss', () => {
    const guard = new LossGuard();
    guard.lose(new Error('first'));
    guard.lose(new Error('second'));
    expect(guard.loss?.message).toBe('first');
  });
});
