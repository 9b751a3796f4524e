import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { layOut } from '../../../../src/engine/runtimes/wgsl/batch-buffers';
import { chunkOf } from '../../../../src/engine/runtimes/wgsl/shaders/quantize';
import { threadsFor } from '../../../../src/engine/runtimes/wgsl/shaders/shape';
import { packMatrix } from '../../../../src/engine/runtimes/wgsl/weights';

describe('layOut()', () => {
  test('puts rows one after another, with the position of each token in its row', () => {
    const { tokens, rows } = layOut([[7, 8], [9]]);
    expect([...tokens]).toEqual([7, 0, 8, 1, 9, 0]);
    expect([...rows]).toEqual([0, 2, 2, 1]);
  });

  test('cuts rows into tiles of 64 queries', () => {
    const { tiles } = layOut([new Array<number>(130).fill(5), [6]]);
    expect([...tiles]).toEqual([0, 130, 0, 0, 0, 130, 64, 0, 0, 130, 128, 0, 130, 1, 0, 0]);
  });
});

describe('packMatrix()', () => {
  test('keeps every weight, four depths in a word, and sums the columns', () => {
    const sizes = fc.tuple(fc.integer({ min: 1, max: 6 }), fc.integer({ min: 1, max: 9 }));
    fc.assert(
      fc.property(sizes, fc.infiniteStream(fc.integer({ min: -128, max: 127 })), ([fours, columns], values) => {
        const depth = 4 * fours;
        const weight = Int8Array.from({ length: depth * columns }, () => values.next().value as number);
        const { words, sums } = packMatrix(weight, depth, columns);
        const bytes = new Int8Array(words.buffer); // little-endian, as on a GPU
        for (let column = 0; column < columns; column++) {
          let sum = 0;
          for (let k = 0; k < depth; k++) {
            const word = Math.floor(k / 4) * columns + column;
            expect(bytes[4 * word + (k % 4)]).toBe(weight[k * columns + column]);
            sum += weight[k * columns + column]!;
          }
          expect(sums[column]).toBe(sum);
        }
      }),
    );
  });
});

describe('chunkOf()', () => {
  test.each([
    [384, 384],
    [1536, 384],
    [1024, 256],
    [3072, 384],
    [64, 64],
  ])('cuts %i depths into chunks of %i', (depth, chunk) => expect(chunkOf(depth)).toBe(chunk));

  test('refuses a depth that is not a multiple of 16', () => {
    expect(() => chunkOf(40)).toThrow('Expected a depth that is a multiple of 16, got 40');
  });
});

describe('threadsFor()', () => {
  test.each([
    [32, 32],
    [256, 128],
    [384, 128],
    [768, 256],
    [1024, 256],
  ])('gives %i columns %i threads', (columns, threads) => expect(threadsFor(columns)).toBe(threads));

  test('refuses columns that no number of threads divides', () => {
    expect(() => threadsFor(1100)).toThrow(/Expected a number of columns .* got 1100/);
  });
});
