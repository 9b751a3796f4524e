import { beforeEach, describe, expect, test } from 'vitest';
import type { LoadProgress } from '../../../src/core/report';
import { LoadProgressTracker } from '../../../src/host/engines/load-progress';

const file = (path: string, bytes: number, sha256 = '') => ({ path, bytes, sha256 });

let events: LoadProgress[];
let tracker: LoadProgressTracker;
beforeEach(() => {
  events = [];
  tracker = new LoadProgressTracker((progress) => events.push(progress));
});
const overall = () => events.map((event) => [event.overallLoadedBytes, event.overallTotalBytes]);

describe('LoadProgressTracker', () => {
  test('sums the bytes of all files', () => {
    tracker.update('base', file('a', 10), 4, false);
    tracker.update('base', file('b', 100), 100, true);
    tracker.update('base', file('a', 10), 10, false);
    expect(events.map(({ file: path }) => path)).toEqual(['a', 'b', 'a']);
    expect(overall()).toEqual([
      [4, 10],
      [104, 110],
      [110, 110],
    ]);
    expect(events[1]).toMatchObject({ loadedBytes: 100, totalBytes: 100, fromCache: true });
  });

  test('counts a file that variants share once', () => {
    tracker.update('base', file('weights', 50), 50, false);
    tracker.update('base', file('weights', 50), 50, true);
    expect(overall()[1]).toEqual([50, 50]);
  });

  test('counts expected files in the total from the first event', () => {
    tracker.expect('base', [file('a', 10), file('b', 100)]);
    tracker.update('base', file('a', 10), 4, false);
    tracker.expect('base', [file('a', 10)]);
    tracker.update('base', file('b', 100), 1, false);
    expect(overall()).toEqual([
      [4, 110],
      [5, 110],
    ]);
  });

  test.each([
    ['with hashes', 'f', 'b'],
    ['without hashes', '', ''],
  ])('counts files of two models with the same path separately, %s', (_, fastHash, baseHash) => {
    const fast = file('weights.bin', 10, fastHash);
    const base = file('weights.bin', 100, baseHash);
    tracker.expect('fast', [fast]);
    tracker.expect('base', [base]);
    for (const loaded of [5, 10]) tracker.update('fast', fast, loaded, false);
    for (const loaded of [1, 60, 100]) tracker.update('base', base, loaded, false);
    expect(overall()).toEqual([5, 10, 11, 70, 110].map((loaded) => [loaded, 110]));
  });

  test('never reduces the loaded bytes when a download starts again', () => {
    tracker.update('base', file('a', 10), 8, false);
    tracker.update('base', file('a', 10), 2, false);
    tracker.update('base', file('a', 10), 10, false);
    expect(overall().map(([loaded]) => loaded)).toEqual([8, 8, 10]);
  });
});
