import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createProgressThrottle } from '../../../../src/demo/page/documents/progress-throttle';

describe('createProgressThrottle()', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it('shows the newest file in the end, also when it follows short files at once', () => {
    const shown: string[] = [];
    const { offer } = createProgressThrottle<string>((path) => shown.push(path));
    for (const path of ['a.txt', 'b.txt', 'long.pdf']) offer(path);
    expect(shown).toEqual(['a.txt']);
    vi.advanceTimersByTime(200);
    expect(shown).toEqual(['a.txt', 'long.pdf']);
  });

  it('shows nothing further once stopped', () => {
    const shown: string[] = [];
    const { offer, stop } = createProgressThrottle<string>((path) => shown.push(path));
    offer('a.txt');
    offer('b.txt');
    stop();
    vi.advanceTimersByTime(200);
    expect(shown).toEqual(['a.txt']);
  });
});
