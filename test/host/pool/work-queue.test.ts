import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { byLength } from '../../../src/host/pool/work-queue';
import type { WorkQueue } from '../../../src/host/pool/work-queue';

function drain(queue: WorkQueue, batch = 7): number[] {
  const taken: number[] = [];
  for (;;) {
    const next = queue.next().slice(0, batch);
    if (next.length === 0) return taken;
    queue.take(next);
    taken.push(...next);
  }
}

describe('byLength()', () => {
  test('sorts each run of 64 indices by cost and keeps the order of the runs', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 256 }), { maxLength: 300 }), (costs) => {
        const indices = [...costs.keys()];
        const order = drain(byLength(indices, (index) => costs[index]!));
        expect([...order].sort((a, b) => a - b)).toEqual(indices);
        order.forEach((index, i) => expect(Math.floor(index / 64)).toBe(Math.floor(i / 64)));
        for (let i = 1; i < order.length; i++) {
          if (i % 64 !== 0) expect(costs[order[i]!]).toBeGreaterThanOrEqual(costs[order[i - 1]!]!);
        }
      }),
    );
  });
});
