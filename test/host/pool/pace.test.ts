import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Pace } from '../../../src/host/pool/pace';

const indices = (count: number) => [...Array(count).keys()];
const one = () => 1;

/** The batch sizes for `total` passages on a device that takes `msEach` per passage. */
function paced(total: number, msEach: number): number[] {
  const pace = new Pace();
  const sizes: number[] = [];
  for (let from = 0; from < total;) {
    const count = pace.batchSize('work', indices(total), from, one);
    pace.record('work', count, count, count * msEach);
    sizes.push(count);
    from += count;
  }
  return sizes;
}

describe('Pace', () => {
  test('starts with one passage and at most doubles until a batch takes 50 ms', () => {
    expect(paced(64, 5)).toEqual([1, 2, 4, 8, 10, 10, 10, 10, 9]);
  });

  test('takes one passage at a time if it takes longer than 50 ms', () => {
    expect(paced(4, 300)).toEqual([1, 1, 1, 1]);
  });

  test('takes at least one passage, at most twice the last count, and about 50 ms', () => {
    const batch = fc.record({
      msPerUnit: fc.double({ min: 0, max: 100, noNaN: true }),
      costs: fc.array(fc.integer({ min: 1, max: 512 }), { minLength: 1, maxLength: 40 }),
    });
    fc.assert(
      fc.property(fc.array(batch, { minLength: 1, maxLength: 8 }), (batches) => {
        const pace = new Pace();
        let mean: number | undefined;
        let last = 0;
        for (const { msPerUnit, costs } of batches) {
          const count = pace.batchSize('work', indices(costs.length), 0, (index) => costs[index]!);
          const units = costs.slice(0, count).reduce((sum, cost) => sum + cost, 0);
          expect(count).toBeGreaterThanOrEqual(1);
          expect(count).toBeLessThanOrEqual(Math.max(1, 2 * last));
          if (count > 1) expect(units * mean!).toBeLessThanOrEqual(50 + 1e-6);
          pace.record('work', count, units, units * msPerUnit);
          mean = mean === undefined ? msPerUnit : mean + 0.5 * (msPerUnit - mean);
          last = count;
        }
      }),
    );
  });

  test('makes smaller batches of costlier passages', () => {
    const pace = new Pace();
    pace.record('work', 64, 64, 64); // 1 ms a unit
    expect(pace.batchSize('work', indices(100), 0, () => 10)).toBe(5);
    expect(pace.batchSize('work', indices(100), 0, (index) => (index === 0 ? 500 : 1))).toBe(1);
  });

  test('measures each kind of work separately', () => {
    const pace = new Pace();
    pace.record('encode', 1, 1, 40);
    pace.record('join', 500, 500, 1);
    expect(pace.batchSize('encode', indices(1000), 0, one)).toBe(1);
    expect(pace.batchSize('join', indices(1000), 0, one)).toBe(1000);
    expect(pace.batchSize('new', indices(1000), 0, one)).toBe(1);
  });

  test('takes no more than is left', () => {
    const pace = new Pace();
    pace.record('work', 100, 100, 0);
    expect(pace.batchSize('work', indices(10), 7, one)).toBe(3);
  });

  test('makes smaller batches when the device slows down', () => {
    const pace = new Pace();
    pace.record('work', 50, 50, 50);
    pace.record('work', 50, 50, 450); // 9 ms each; the mean is 5
    expect(pace.batchSize('work', indices(100), 0, one)).toBe(10);
  });
});
