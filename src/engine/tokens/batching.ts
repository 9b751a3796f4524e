/**
 * @file Rows into batches, batches into tensors.
 *
 * Padding to a multiple of 16 keeps the number of shapes a GPU sees small; a row's padded length follows from its own length alone, so
 * its score does not depend on the batch.
 */
import type { InputRow } from './inputs';
import type { FeedTensor } from '../runtimes/runtime';

const BUCKET = 16;

/** How rows are padded: to `limit` tokens at most, or to lengths that no four divides, which may be one more. */
export type Padding = { readonly limit: number; readonly odd?: boolean | undefined };

/** Padded length of a row: the next multiple of 16, and one more where it has to be odd. */
export function paddedLength(tokens: number, { limit, odd }: Padding): number {
  const bucket = Math.ceil(tokens / BUCKET) * BUCKET;
  return odd ? bucket + 1 : Math.max(tokens, Math.min(limit, bucket));
}

/** Groups of row indexes of one bucket each, shortest first, input order within. */
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

/** Tensors of `inputs`, which a graph declares. Without `padding` the rows must be of one length and none is padded. */
export function padRows(
  rows: readonly InputRow[],
  inputs: readonly { readonly name: string; readonly type: string }[],
  padding?: Padding,
): Record<string, FeedTensor> {
  const longest = Math.max(...rows.map((row) => row.ids.length));
  const tokens = padding ? paddedLength(longest, padding) : longest;
  const values: Record<string, (row: InputRow, at: number) => number> = {
    input_ids: (row, at) => row.ids[at] ?? 0,
    token_type_ids: (row, at) => row.types[at] ?? 0,
    attention_mask: (row, at) => (at < (row.attended ?? row.ids.length) ? 1 : 0),
    position_ids: (_, at) => at,
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
  value: (row: InputRow, at: number) => number,
): FeedTensor {
  const flat = Int32Array.from({ length: rows.length * tokens }, (_, at) =>
    value(rows[Math.floor(at / tokens)]!, at % tokens),
  );
  const dims = [rows.length, tokens];
  return type === 'int64'
    ? { type, data: BigInt64Array.from(flat, BigInt), dims }
    : { type: 'int32', data: flat, dims };
}
