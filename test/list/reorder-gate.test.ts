import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { ReorderGate } from '../../src/list/reorder-gate';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** A gate that records what it applies, and how many milliseconds after its creation. */
function setUp(intervalMs = 200) {
  const start = Date.now();
  const applied: { readonly ms: number; readonly order: string }[] = [];
  const waiting: (readonly string[])[] = [];
  const gate = new ReorderGate<string>({
    intervalMs,
    apply: (order) => applied.push({ ms: Date.now() - start, order }),
    onWaiting: (reasons) => waiting.push(reasons),
  });
  return { gate, applied, waiting, advance: (ms: number) => void vi.advanceTimersByTime(ms) };
}

describe('ReorderGate', () => {
  test('applies the first order at once', () => {
    const { gate, applied } = setUp();
    gate.offer('a');
    expect(applied).toEqual([{ ms: 0, order: 'a' }]);
  });

  test('applies only the newest of the orders offered within an interval, when the interval ends', () => {
    const { gate, applied, advance } = setUp();
    gate.offer('a');
    advance(50);
    gate.offer('b');
    advance(50);
    gate.offer('c');
    advance(99);
    expect(applied).toHaveLength(1);
    advance(1);
    expect(applied).toEqual([
      { ms: 0, order: 'a' },
      { ms: 200, order: 'c' },
    ]);
    advance(10_000);
    expect(applied).toHaveLength(2);
  });

  test('never applies two orders within the interval', () => {
    const { gate, applied, advance } = setUp();
    for (let step = 0; step < 100; step += 1) {
      gate.offer(String(step));
      if (step % 7 === 0) gate.hold('pointer', step % 2 === 0);
      advance(13);
    }
    const gaps = applied.slice(1).map(({ ms }, index) => ms - (applied[index]?.ms ?? 0));
    expect(applied.length).toBeGreaterThan(2);
    expect(Math.min(...gaps)).toBeGreaterThanOrEqual(200);
  });

  test('applies nothing while it is held, and the newest order on release', () => {
    const { gate, applied, advance } = setUp();
    gate.hold('pointer', true);
    gate.offer('a');
    advance(500);
    gate.offer('b');
    advance(500);
    expect(applied).toEqual([]);
    gate.hold('pointer', false);
    expect(applied).toEqual([{ ms: 1000, order: 'b' }]);
  });

  test('stays held until the last reason is removed', () => {
    const { gate, applied } = setUp();
    gate.hold('pointer', true);
    gate.hold('focus', true);
    gate.offer('a');
    gate.hold('pointer', false);
    expect(applied).toEqual([]);
    expect(gate.isWaiting).toBe(true);
    gate.hold('focus', false);
    expect(applied).toHaveLength(1);
    expect(gate.isWaiting).toBe(false);
  });

  test('holds an order whose interval ends during the hold', () => {
    const { gate, applied, advance } = setUp();
    gate.offer('a');
    gate.offer('b');
    gate.hold('focus', true);
    advance(1000);
    expect(applied).toHaveLength(1);
    gate.hold('focus', false);
    expect(applied[1]).toEqual({ ms: 1000, order: 'b' });
  });

  test('reports the reasons that hold an order back, and none when no order waits', () => {
    const { gate, waiting } = setUp();
    gate.hold('pointer', true);
    expect(waiting.at(-1)).toEqual([]);
    gate.offer('a');
    expect(waiting.at(-1)).toEqual(['pointer']);
    gate.hold('pointer', false);
    expect(waiting.at(-1)).toEqual([]);
  });

  test('applies nothing on release when no order waits', () => {
    const { gate, applied } = setUp();
    gate.hold('pointer', true);
    gate.hold('pointer', false);
    expect(applied).toEqual([]);
  });

  test('does not apply an order that was withdrawn', () => {
    const { gate, applied } = setUp();
    gate.hold('focus', true);
    gate.offer('a');
    gate.withdraw();
    gate.hold('focus', false);
    expect(applied).toEqual([]);
  });
});
