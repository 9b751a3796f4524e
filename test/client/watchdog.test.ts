import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { Watchdog } from '../../src/client/watchdog';

let barks = 0;
let dog: Watchdog;
beforeEach(() => {
  vi.useFakeTimers();
  barks = 0;
  dog = new Watchdog(8000, () => barks++);
});
afterEach(() => {
  dog.stop();
  vi.useRealTimers();
});

describe('Watchdog', () => {
  test('barks when what is owed stays silent past the limit', () => {
    dog.expectAnswer();
    vi.advanceTimersByTime(8000);
    expect(barks).toBe(0);
    vi.advanceTimersByTime(1000);
    expect(barks).toBe(1);
  });

  test('waits anew after a sign of life', () => {
    dog.expectAnswer();
    for (let time = 0; time < 5; time++) {
      vi.advanceTimersByTime(7000);
      dog.recordActivity();
    }
    expect(barks).toBe(0);
    vi.advanceTimersByTime(9000);
    expect(barks).toBe(1);
  });

  test('sleeps while nothing is owed', () => {
    vi.advanceTimersByTime(100_000);
    dog.expectAnswer();
    dog.onAnswer();
    vi.advanceTimersByTime(100_000);
    expect(barks).toBe(0);
    expect(vi.getTimerCount()).toBe(0);
  });

  test('rests only when all that is owed was paid', () => {
    dog.expectAnswer();
    dog.expectAnswer();
    dog.onAnswer();
    vi.advanceTimersByTime(9000);
    expect(barks).toBe(1);
  });

  test('counts from waking, not from the last sign before', () => {
    dog.expectAnswer();
    dog.onAnswer();
    vi.advanceTimersByTime(60_000);
    dog.expectAnswer();
    vi.advanceTimersByTime(7000);
    expect(barks).toBe(0);
  });

  test('does not blame the worker for a machine that slept', () => {
    dog.expectAnswer();
    vi.advanceTimersByTime(3000);
    vi.setSystemTime(Date.now() + 3_600_000);
    const slept = vi.spyOn(performance, 'now').mockReturnValue(performance.now() + 3_600_000);
    vi.advanceTimersByTime(1000);
    slept.mockRestore();
    expect(barks).toBe(0);
  });

  test('is quiet once stopped', () => {
    dog.expectAnswer();
    dog.stop();
    vi.advanceTimersByTime(100_000);
    expect(barks).toBe(0);
  });
});
