import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { paddedLength, groupByBucket, padRows } from '../../../src/engine/tokens/batching';
import type { InputRow } from '../../../src/engine/tokens/inputs';

const INPUTS = ['input_ids', 'token_type_ids', 'attention_mask'].map((name) => ({ name, type: 'int64' }));

const inputRow = fc
  .array(fc.integer({ min: 1, max: 1000 }), { minLength: 1, maxLength: 70 })
  .map((ids): InputRow => ({ ids, types: ids.map((id) => id % 2), truncatedTokens: 0 }));
const inputRows = fc.array(inputRow, { minLength: 1, maxLength: 12 });
const LIMIT = { limit: 64 };

describe('bucketOf()', () => {
  test.each([
    [1, 64, 16],
    [16, 64, 16],
    [17, 64, 32],
    [60, 64, 64],
    [60, 61, 61],
    [70, 64, 70],
  ])('pads %i tokens under a limit of %i to %i', (tokens, limit, bucket) => {
    expect(paddedLength(tokens, { limit })).toBe(bucket);
  });

  test.each([
    [1, 17],
    [16, 17],
    [17, 33],
    [64, 65],
  ])('pads %i tokens to %i where the length has to be odd', (tokens, bucket) => {
    expect(paddedLength(tokens, { limit: 64, odd: true })).toBe(bucket);
  });
});

describe('groupByBucket()', () => {
  test('holds every row once, shortest bucket first, input order within', () => {
    fc.assert(
      fc.property(inputRows, (rows) => {
        const groups = groupByBucket(rows, LIMIT);
        expect(groups.flat().sort((a, b) => a - b)).toEqual(rows.map((_, index) => index));
        for (const group of groups) expect(group).toEqual([...group].sort((a, b) => a - b));
        const buckets = groups.map(([first]) => paddedLength(rows[first!]!.ids.length, LIMIT));
        expect(buckets).toEqual([...new Set(buckets)].sort((a, b) => a - b));
      }),
    );
  });
});

describe('padRows()', () => {
  test('pads a row to a length that depends on the row alone', () => {
    fc.assert(
      fc.property(inputRows, (rows) => {
        for (const group of groupByBucket(rows, LIMIT)) {
          const together = padRows(
            group.map((index) => rows[index]!),
            INPUTS,
            LIMIT,
          );
          group.forEach((index, place) => {
            const alone = padRows([rows[index]!], INPUTS, LIMIT);
            for (const { name } of INPUTS) {
              const width = alone[name]!.dims[1]!;
              expect(together[name]!.dims).toEqual([group.length, width]);
              const row = together[name]!.data.slice(place * width, (place + 1) * width);
              expect(row).toEqual(alone[name]!.data);
            }
          });
        }
      }),
    );
  });

  test('masks the padding and nothing else', () => {
    const { input_ids, attention_mask, token_type_ids } = padRows(
      [{ ids: [2, 0, 3], types: [0, 1, 1], truncatedTokens: 0 }],
      INPUTS.map(({ name }) => ({ name, type: 'int32' })),
      { limit: 4 },
    );
    expect(input_ids).toEqual({ type: 'int32', data: Int32Array.of(2, 0, 3, 0), dims: [1, 4] });
    expect(attention_mask!.data).toEqual(Int32Array.of(1, 1, 1, 0));
    expect(token_type_ids!.data).toEqual(Int32Array.of(0, 1, 1, 0));
  });

  test('without a limit pads nothing', () => {
    const row = { ids: [2, 5, 3], types: [0, 0, 0], truncatedTokens: 0 };
    const feeds = padRows([row], [{ name: 'input_ids', type: 'int64' }]);
    expect(feeds).toEqual({ input_ids: { type: 'int64', data: BigInt64Array.of(2n, 5n, 3n), dims: [1, 3] } });
  });

  test('names an input that it cannot fill', () => {
    const row = { ids: [2], types: [0], truncatedTokens: 0 };
    expect(() => padRows([row], [{ name: 'pixels', type: 'int64' }])).toThrow(
      'Expected inputs among input_ids, token_type_ids, attention_mask, position_ids, got pixels',
    );
  });
});
