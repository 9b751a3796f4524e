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
  test('calls onTimeout when no message comes within the limit', () => {
    dog.expectAnswer();
    vi.advanceTimersByTime(8000);
    expect(barks).toBe(0);
    vi.advanceTimersByTime(1000);
    expect(barks).toBe(1);
  });

  test('restarts the wait after a message', () => {
    dog.expectAnswer();
    for (let time = 0; time < 5; time++) {
      vi.advanceTimersByTime(7000);
      dog.recordActivity();
    }
    expect(barks).toBe(0);
    vi.advanceTimersByTime(9000);
    expect(barks).toBe(1);
  });

  test('does not run while no answer is pending', () => {
    vi.advanceTimersByTime(100_000);
    dog.expectAnswer();
    dog.onAnswer();
    vi.advanceTimersByTime(100_000);
    expect(barks).toBe(0);
    expect(vi.getTimerCount()).toBe(0);
  });

  test('stops only when all pending answers have come', () => {
    dog.expectAnswer();
    dog.expectAnswer();
    dog.onAnswer();
    vi.advanceTimersByTime(9000);
    expect(barks).toBe(1);
  });

  test('counts from the first pending answer, not from an earlier message', () => {
    dog.expectAnswer();
    dog.onAnswer();
    vi.advanceTimersByTime(60_000);
    dog.expectAnswer();
    vi.advanceTimersByTime(7000);
    expect(barks).toBe(0);
  });

  test('ignores the time in which the machine slept', () => {
    dog.expectAnswer();
    vi.advanceTimersByTime(3000);
    vi.setSystemTime(Date.now() + 3_600_000);
    const slept = vi.spyOn(performance, 'now').mockReturnValue(performance.now() + 3_600_000);
    vi.advanceTimersByTime(1000);
    slept.mockRestore();
    expect(barks).toBe(0);
  });

  test('does nothing after stop()', () => {
    dog.expectAnswer();
    dog.stop();
    vi.advanceTimersByTime(100_000);
    expect(barks).toBe(0);
  });
});
