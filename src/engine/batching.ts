/**
 * @file Rows into batches, batches into tensors.
 *
 * Padding to a multiple of 16 keeps the number of shapes a GPU sees small; a row's padded length follows from its own length alone, so
 * its score does not depend on the batch.
 */
import type { InputRow } from './inputs';
import type { FeedTensor } from './runtime';

const BUCKET = 16;

/** Padded length of a row: the next multiple of 16, at most `limit`. */
export function bucketOf(tokens: number, limit: number): number {
  return Math.max(tokens, Math.min(limit, Math.ceil(tokens / BUCKET) * BUCKET));
}

/** Groups of row indexes of one bucket each, shortest first, input order within. */
export function groupByBucket(rows: readonly InputRow[], limit: number): number[][] {
  const groups = new Map<number, number[]>();
  rows.forEach((row, index) => {
    const bucket = bucketOf(row.ids.length, limit);
    const group = groups.get(bucket);
    if (group) group.push(index);
    else groups.set(bucket, [index]);
  });
  return [...groups].sort(([a], [b]) => a - b).map(([, group]) => group);
}

/** Tensors of `inputs`, which a graph declares. Without `limit` the rows must be of one length and none is padded. */
export function padRows(
  rows: readonly InputRow[],
  inputs: readonly { readonly name: string; readonly type: string }[],
  limit?: number,
): Record<string, FeedTensor> {
  const longest = Math.max(...rows.map((row) => row.ids.length));
  const tokens = limit === undefined ? longest : bucketOf(longest, limit);
  const values: Record<string, (row: InputRow, at: number) => number> = {
    input_ids: (row, at) => row.ids[at] ?? 0,
    token_type_ids: (row, at) => row.types[at] ?? 0,
    attention_mask: (row, at) => (at < row.ids.length ? 1 : 0),
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
