import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fuse } from '../../bench/quality/fuse';

const rows = (model: readonly number[], firstStage: readonly number[]) =>
  model.map((value, row) => ({ model: value, firstStage: firstStage[row]! }));

describe('fuse()', () => {
  it('weighs standard scores', () => {
    // By hand: z of 1 and 3 is −1 and 1; of 20 and 10 it is 1 and −1.
    const [low, high] = fuse('weighted', rows([1, 3], [20, 10]), 0.25);
    expect(low).toBeCloseTo(-0.75 + 0.25, 12);
    expect(high).toBeCloseTo(0.75 - 0.25, 12);
  });

  it('takes a list of equal values as saying nothing', () => {
    expect(fuse('weighted', rows([1, 3], [5, 5]), 0.5)).toEqual([-0.5, 0.5]);
    expect(fuse('weighted', rows([2, 2], [5, 5]))).toEqual([0, 0]);
  });

  it('adds reciprocal ranks, ties in the order given', () => {
    const fused = fuse('rrf', rows([0.1, 0.9, 0.9], [3, 2, 1]));
    const expected = [1 / 63 + 1 / 61, 1 / 61 + 1 / 62, 1 / 62 + 1 / 63];
    fused.forEach((value, row) => expect(value * 2).toBeCloseTo(expected[row]!, 12));
  });

  it('orders as the model at weight 0 and as the first stage at weight 1', () => {
    const pairs = fc.array(fc.tuple(fc.integer({ min: -99, max: 99 }), fc.integer({ min: -99, max: 99 })));
    fc.assert(
      fc.property(pairs, (list) => {
        const opinions = list.map(([model, firstStage]) => ({ model, firstStage }));
        const order = (values: readonly number[]) =>
          values.map((_, row) => row).sort((a, b) => values[b]! - values[a]! || a - b);
        expect(order(fuse('weighted', opinions, 0))).toEqual(order(list.map(([model]) => model)));
        expect(order(fuse('weighted', opinions, 1))).toEqual(order(list.map(([, firstStage]) => firstStage)));
      }),
    );
  });
});
