import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { FramePacer } from '../../src/client/frame-pacer';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

describe('FramePacer', () => {
  test('runs the first work at once, and then the newest once a frame', () => {
    const ran: number[] = [];
    const pacer = new FramePacer();
    for (let i = 0; i < 10; i++) pacer.offer(() => ran.push(i));
    expect(ran).toEqual([0]);
    vi.advanceTimersByTime(16);
    expect(ran).toEqual([0, 9]);
    pacer.offer(() => ran.push(10));
    expect(ran).toEqual([0, 9]);
    vi.advanceTimersByTime(16);
    expect(ran).toEqual([0, 9, 10]);
    vi.advanceTimersByTime(1000);
    pacer.offer(() => ran.push(11));
    expect(ran).toEqual([0, 9, 10, 11]);
  });

  test('flush() runs what waits, and stop() drops it', () => {
    const ran: number[] = [];
    const pacer = new FramePacer();
    for (const i of [0, 1]) pacer.offer(() => ran.push(i));
    pacer.flush();
    expect(ran).toEqual([0, 1]);
    pacer.offer(() => ran.push(2));
    pacer.stop();
    vi.advanceTimersByTime(1000);
    expect(ran).toEqual([0, 1]);
  });

  test('waits for animation frames where there are any, and not longer than a moment where none comes', () => {
    const frames: (() => void)[] = [];
    vi.stubGlobal('requestAnimationFrame', (frame: () => void) => frames.push(frame));
    vi.stubGlobal('cancelAnimationFrame', () => undefined);
    const ran: number[] = [];
    const pacer = new FramePacer();
    for (const i of [0, 1]) pacer.offer(() => ran.push(i));
    vi.advanceTimersByTime(50);
    expect(ran).toEqual([0]);
    frames.pop()!();
    expect(ran).toEqual([0, 1]);
    pacer.offer(() => ran.push(2));
    vi.advanceTimersByTime(100);
    expect(ran).toEqual([0, 1, 2]);
  });
});
