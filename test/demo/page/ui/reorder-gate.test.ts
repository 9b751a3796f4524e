import { describe, expect, it } from 'vitest';
import { createReorderGate } from '../../../../src/demo/page/ui/reorder-gate';

/** A clock that stands still until told, and a gate that writes down what it applies and when. */
function setUp(intervalMs = 200) {
  let time = 1000;
  let timers: { readonly at: number; readonly run: () => void }[] = [];
  const applied: { readonly at: number; readonly value: string }[] = [];
  const waiting: (readonly string[])[] = [];
  const gate = createReorderGate<string>({
    intervalMs,
    apply: (value) => applied.push({ at: time - 1000, value }),
    onWaiting: (reasons) => waiting.push(reasons),
    clock: {
      now: () => time,
      after(ms, run) {
        const timer = { at: time + ms, run };
        timers.push(timer);
        return () => (timers = timers.filter((other) => other !== timer));
      },
    },
  });
  function advance(ms: number): void {
    time += ms;
    const due = timers.filter(({ at }) => at <= time);
    timers = timers.filter(({ at }) => at > time);
    for (const { run } of due) run();
  }
  return { gate, applied, waiting, advance };
}

describe('createReorderGate()', () => {
  it('applies the first order at once', () => {
    const { gate, applied } = setUp();
    gate.offer('a');
    expect(applied).toEqual([{ at: 0, value: 'a' }]);
  });

  it('applies only the newest of the orders offered within the interval, when it ends', () => {
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
      { at: 0, value: 'a' },
      { at: 200, value: 'c' },
    ]);
  });

  it('never applies two orders within the interval', () => {
    const { gate, applied, advance } = setUp();
    for (let step = 0; step < 100; step += 1) {
      gate.offer(String(step));
      if (step % 7 === 0) gate.hold('pointer', step % 2 === 0);
      advance(13);
    }
    const gaps = applied.slice(1).map(({ at }, index) => at - (applied[index]?.at ?? 0));
    expect(applied.length).toBeGreaterThan(2);
    expect(Math.min(...gaps)).toBeGreaterThanOrEqual(200);
  });

  it('applies nothing while held, and the newest order on release', () => {
    const { gate, applied, advance } = setUp();
    gate.hold('pointer', true);
    gate.offer('a');
    advance(500);
    gate.offer('b');
    advance(500);
    expect(applied).toEqual([]);
    gate.hold('pointer', false);
    expect(applied).toEqual([{ at: 1000, value: 'b' }]);
  });

  it('stays held until the last reason is lifted', () => {
    const { gate, applied } = setUp();
    gate.hold('pointer', true);
    gate.hold('focus', true);
    gate.offer('a');
    gate.hold('pointer', false);
    expect(applied).toEqual([]);
    gate.hold('focus', false);
    expect(applied).toHaveLength(1);
  });

  it('holds an order whose turn comes by timer during the hold', () => {
    const { gate, applied, advance } = setUp();
    gate.offer('a');
    gate.offer('b');
    gate.hold('focus', true);
    advance(1000);
    expect(applied).toHaveLength(1);
    gate.hold('focus', false);
    expect(applied[1]).toEqual({ at: 1000, value: 'b' });
  });

  it('tells what holds an order back, only while one waits', () => {
    const { gate, waiting } = setUp();
    gate.hold('pointer', true);
    expect(waiting.at(-1)).toEqual([]);
    gate.offer('a');
    expect(waiting.at(-1)).toEqual(['pointer']);
    gate.hold('pointer', false);
    expect(waiting.at(-1)).toEqual([]);
  });

  it('applies nothing on release when nothing waits', () => {
    const { gate, applied } = setUp();
    gate.hold('pointer', true);
    gate.hold('pointer', false);
    expect(applied).toEqual([]);
  });
});
