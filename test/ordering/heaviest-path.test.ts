import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { heaviestPath, pathWeight } from '../../src/ordering/heaviest-path';

const matrix = (max: number) =>
  fc.integer({ min: 0, max }).chain((count) =>
    fc.array(fc.array(fc.integer({ min: -20, max: 20 }), { minLength: count, maxLength: count }), {
      minLength: count,
      maxLength: count,
    }),
  );

/** Returns the weights of a judge that knows the order `order`. */
function weightsOf(order: readonly number[]): number[][] {
  const position = order.map((_, item) => order.indexOf(item));
  return order.map((_, a) => order.map((_, b) => (position[a]! < position[b]! ? 1 : 0)));
}

function permutations(items: readonly number[]): number[][] {
  if (items.length < 2) return [[...items]];
  return items.flatMap((item) => permutations(items.filter((other) => other !== item)).map((rest) => [item, ...rest]));
}

describe('heaviestPath()', () => {
  test('finds a path of maximum weight', () => {
    fc.assert(
      fc.property(matrix(6), (weights) => {
        const items = weights.map((_, item) => item);
        const heaviest = Math.max(...permutations(items).map((path) => pathWeight(path, weights)));
        const path = heaviestPath(weights);
        expect([...path].sort((a, b) => a - b)).toEqual(items);
        expect(pathWeight(path, weights)).toBe(heaviest);
      }),
      { numRuns: 60 },
    );
  });

  test.each([1, 7, 12, 13, 40])('recovers the order of a correct judge for %i items', (count) => {
    const hidden = Array.from({ length: count }, (_, i) => (i * 7 + 3) % count);
    const order = [...new Set([...hidden, ...hidden.keys()])];
    const path = heaviestPath(weightsOf(order));
    expect(pathWeight(path, weightsOf(order))).toBe(count - 1);
    if (count > 12) expect(path).toEqual(order);
  });

  test('ranks each of more than twelve items, with at least the weight of the order by totals', () => {
    fc.assert(
      fc.property(matrix(24), (weights) => {
        const path = heaviestPath(weights);
        const items = weights.map((_, item) => item);
        expect([...path].sort((a, b) => a - b)).toEqual(items);
        const total = weights.map((outgoing) => outgoing.reduce((sum, weight) => sum + weight, 0));
        const byTotals = items.sort((a, b) => total[b]! - total[a]! || a - b);
        expect(pathWeight(path, weights)).toBeGreaterThanOrEqual(pathWeight(byTotals, weights));
      }),
      { numRuns: 60 },
    );
  });
});
