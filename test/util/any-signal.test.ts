import { getEventListeners } from 'node:events';
import { describe, expect, test } from 'vitest';
import { anySignal } from '../../src/util/any-signal';

describe('either()', () => {
  test.each([0, 1])('aborts with signal %i and its reason, and lets go of both', (which) => {
    const controllers = [new AbortController(), new AbortController()];
    const signals = controllers.map(({ signal }) => signal);
    const signal = anySignal(signals[0], signals[1]!);
    expect(signal.aborted).toBe(false);
    controllers[which]!.abort('stop');
    expect(signal.reason).toBe('stop');
    for (const each of signals) expect(getEventListeners(each, 'abort')).toEqual([]);
  });

  test('is aborted from the start when one of them is', () => {
    const over = AbortSignal.abort('stop');
    const { signal } = new AbortController();
    for (const combined of [anySignal(over, signal), anySignal(signal, over), anySignal(undefined, over)]) {
      expect(combined.reason).toBe('stop');
    }
    expect(getEventListeners(signal, 'abort')).toEqual([]);
  });
});
