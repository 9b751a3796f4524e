import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { LatestValueGate } from '../../src/element/latest-value-gate';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function setUp() {
  const applied: string[] = [];
  return { applied, next: new LatestValueGate<string>(400, (value) => applied.push(value)) };
}

describe('LatestWhenFree', () => {
  test('applies the first at once, then at most one an interval, the newest', () => {
    const { applied, next } = setUp();
    for (const value of ['a', 'b', 'c']) next.offer(value);
    expect(applied).toEqual(['a']);
    vi.advanceTimersByTime(399);
    expect(applied).toEqual(['a']);
    vi.advanceTimersByTime(1);
    expect(applied).toEqual(['a', 'c']);
    vi.advanceTimersByTime(10_000);
    expect(applied).toEqual(['a', 'c']);
  });

  test('waits until every hold is lifted', () => {
    const { applied, next } = setUp();
    next.setHold('focus', true);
    next.setHold('scroll', true);
    next.offer('a');
    next.setHold('focus', false);
    expect([applied, next.hasPending]).toEqual([[], true]);
    next.setHold('scroll', false);
    expect([applied, next.hasPending]).toEqual([['a'], false]);
  });

  test('does not apply what was withdrawn', () => {
    const { applied, next } = setUp();
    next.setHold('focus', true);
    next.offer('a');
    next.discardPending();
    next.setHold('focus', false);
    expect(applied).toEqual([]);
  });
});
