import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { byLength } from '../../../src/host/pool/work-queue';
import type { WorkQueue } from '../../../src/host/pool/work-queue';

function drain(queue: WorkQueue, batch = 7): number[] {
  const taken: number[] = [];
  for (;;) {
    const rows = queue.next().slice(0, batch);
    if (rows.length === 0) return taken;
    queue.take(rows);
    taken.push(...rows);
  }
}

describe('byLength()', () => {
  test('gives every row once, like lengths together, and none more than a window early or late', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 256 }), { maxLength: 300 }), (costs) => {
        const rows = [...costs.keys()];
        const order = drain(byLength(rows, (row) => costs[row]!));
        expect([...order].sort((a, b) => a - b)).toEqual(rows);
        order.forEach((row, place) => expect(Math.floor(row / 64)).toBe(Math.floor(place / 64)));
        for (let at = 1; at < order.length; at++) {
          if (at % 64 !== 0) expect(costs[order[at]!]).toBeGreaterThanOrEqual(costs[order[at - 1]!]!);
        }
      }),
    );
  });
});
