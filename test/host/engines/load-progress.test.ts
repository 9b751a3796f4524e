import { describe, expect, test } from 'vitest';
import type { LoadProgress } from '../../../src/core/report';
import { LoadProgressTracker } from '../../../src/host/engines/load-progress';

const file = (path: string, bytes: number) => ({ path, bytes, sha256: '' });

describe('LoadProgressTracker', () => {
  test('adds up over all files asked for so far', () => {
    const steps: LoadProgress[] = [];
    const counter = new LoadProgressTracker((step) => steps.push(step));
    counter.add(file('a', 10), 4, false);
    counter.add(file('b', 100), 100, true);
    counter.add(file('a', 10), 10, false);
    expect(steps.map((step) => [step.file, step.overallLoadedBytes, step.overallTotalBytes])).toEqual([
      ['a', 4, 10],
      ['b', 104, 110],
      ['a', 110, 110],
    ]);
    expect(steps[1]).toMatchObject({ loadedBytes: 100, totalBytes: 100, fromCache: true });
  });

  test('counts a file that variants share once', () => {
    const steps: LoadProgress[] = [];
    const counter = new LoadProgressTracker((step) => steps.push(step));
    counter.add(file('weights', 50), 50, false);
    counter.add(file('weights', 50), 50, true);
    expect(steps[1]).toMatchObject({ overallLoadedBytes: 50, overallTotalBytes: 50 });
  });

  test('counts files of one name apart when they are of two models', () => {
    const steps: LoadProgress[] = [];
    const tracker = new LoadProgressTracker((step) => steps.push(step));
    tracker.add({ path: 'weights.bin', bytes: 40, sha256: 'first-pass' }, 40, false);
    tracker.add({ path: 'weights.bin', bytes: 180, sha256: 'main' }, 10, false);
    expect(steps.map((step) => [step.overallLoadedBytes, step.overallTotalBytes])).toEqual([
      [40, 40],
      [50, 220],
    ]);
  });
});
