/**
 * @file Groups rows into batches, and turns batches into tensors.
 *
 * Rows are padded to a multiple of 16 tokens, which keeps the number of tensor shapes on a GPU small. The padded length of a row depends
 * only on its own length, so its score does not depend on the batch.
 */
import type { InputRow } from './inputs';
import type { FeedTensor } from '../runtimes/runtime';

const BUCKET = 16;

/** How rows are padded: to at most `limit` tokens. With `odd`, to a length that is not divisible by four, which may be one more. */
export type Padding = { readonly limit: number; readonly odd?: boolean | undefined };

/** The padded length of a row: the next multiple of 16, plus one if it has to be odd. */
export function paddedLength(tokens: number, { limit, odd }: Padding): number {
  const bucket = Math.ceil(tokens / BUCKET) * BUCKET;
  return odd ? bucket + 1 : Math.max(tokens, Math.min(limit, bucket));
}

/** Groups of indices of rows with the same padded length: the shortest first, in input order within a group. */
export function groupByBucket(rows: readonly InputRow[], padding: Padding): number[][] {
  const groups = new Map<number, number[]>();
  rows.forEach((row, index) => {
    const bucket = paddedLength(row.ids.length, padding);
    const group = groups.get(bucket);
    if (group) group.push(index);
    else groups.set(bucket, [index]);
  });
  return [...groups].sort(([a], [b]) => a - b).map(([, group]) => group);
}

/** The tensors of the `inputs` that a graph declares. Without `padding`, all rows must have the same length. */
export function padRows(
  rows: readonly InputRow[],
  inputs: readonly { readonly name: string; readonly type: string }[],
  padding?: Padding,
): Record<string, FeedTensor> {
  const longest = Math.max(...rows.map((row) => row.ids.length));
  const tokens = padding ? paddedLength(longest, padding) : longest;
  const values: Record<string, (row: InputRow, index: number) => number> = {
    input_ids: (row, index) => row.ids[index] ?? 0,
    token_type_ids: (row, index) => row.types[index] ?? 0,
    attention_mask: (row, index) => (index < (row.attended ?? row.ids.length) ? 1 : 0),
    position_ids: (_, index) => index,
  };
  const feeds: Record<string, FeedTensor> = {};
  for (const { name, type } of inputs) {
    const value = values[name];
    if (!value) throw new TypeError(`Expected inputs among ${Object.keys(values).join(', ')}, got ${name}`);
    feeds[name] = tensor(type, rows, tokens, value); // (batch, tokens)
  }
  return feeds;
}

function tensor(
  type: string,
  rows: readonly InputRow[],
  tokens: number,
  value: (row: InputRow, index: number) => number,
): FeedTensor {
  const flat = Int32Array.from({ length: rows.length * tokens }, (_, index) =>
    value(rows[Math.floor(index / tokens)]!, index % tokens),
  );
  const dims = [rows.length, tokens];
  return type === 'int64'
    ? { type, data: BigInt64Array.from(flat, BigInt), dims }
    : { type: 'int32', data: flat, dims };
}
