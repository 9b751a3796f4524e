import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Pace } from '../../../src/host/pool/pace';

const rows = (count: number) => Array.from({ length: count }, (_, row) => row);
const one = () => 1;

/** Batch sizes over `total` rows on a device that takes `msPerRow`. */
function paced(total: number, msPerRow: number): number[] {
  const pace = new Pace();
  const sizes: number[] = [];
  for (let from = 0; from < total;) {
    const count = pace.batchSize('work', rows(total), from, one);
    pace.record('work', count, count, count * msPerRow);
    sizes.push(count);
    from += count;
  }
  return sizes;
}

describe('Pace', () => {
  test('starts with one row and at most doubles until 50 ms are full', () => {
    expect(paced(64, 5)).toEqual([1, 2, 4, 8, 10, 10, 10, 10, 9]);
  });

  test('takes one row at a time on a device that needs longer for it', () => {
    expect(paced(4, 300)).toEqual([1, 1, 1, 1]);
  });

  test('takes at least one row, at most twice the last count, and 50 ms by what it knows', () => {
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
          const count = pace.batchSize('work', rows(costs.length), 0, (row) => costs[row]!);
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

  test('measures by cost: dear rows make small batches', () => {
    const pace = new Pace();
    pace.record('work', 64, 64, 64); // 1 ms a unit
    expect(pace.batchSize('work', rows(100), 0, () => 10)).toBe(5);
    expect(pace.batchSize('work', rows(100), 0, (row) => (row === 0 ? 500 : 1))).toBe(1);
  });

  test('gives each kind of work a pace of its own', () => {
    const pace = new Pace();
    pace.record('encode', 1, 1, 40);
    pace.record('join', 500, 500, 1);
    expect(pace.batchSize('encode', rows(1000), 0, one)).toBe(1);
    expect(pace.batchSize('join', rows(1000), 0, one)).toBe(1000);
    expect(pace.batchSize('new', rows(1000), 0, one)).toBe(1);
  });

  test('takes no more than there is', () => {
    const pace = new Pace();
    pace.record('work', 100, 100, 0);
    expect(pace.batchSize('work', rows(10), 7, one)).toBe(3);
  });

  test('slows down with the device', () => {
    const pace = new Pace();
    pace.record('work', 50, 50, 50);
    pace.record('work', 50, 50, 450); // 9 ms a row; the mean is 5
    expect(pace.batchSize('work', rows(100), 0, one)).toBe(10);
  });
});
