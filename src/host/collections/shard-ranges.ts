/** @file The ranges of shards to fetch for some passages. Pure. */
import type { Head } from '../../site-index/index-files';

export type ShardRange = {
  readonly shard: number;
  readonly from: number;
  /** Behind the last byte. */
  readonly to: number;
  readonly records: readonly { readonly passage: number; readonly start: number; readonly end: number }[];
};

/** Two records with fewer bytes between them are fetched together, which costs less than another request. */
const LARGEST_GAP = 1500;

/** @param passages numbers of passages in any order, each once */
export function rangesOfPassages(
  { lengths, perShard }: Pick<Head, 'lengths' | 'perShard'>,
  passages: readonly number[],
): ShardRange[] {
  const wanted = new Set(passages);
  const ranges: { shard: number; from: number; to: number; records: ShardRange['records'][number][] }[] = [];
  let passage = 0;
  perShard.forEach((count, shard) => {
    let start = 0;
    for (const last = passage + count; passage < last; passage++) {
      const end = start + lengths[passage]!;
      if (wanted.has(passage)) {
        const open = ranges.at(-1);
        const record = { passage, start, end };
        if (open?.shard === shard && start - open.to <= LARGEST_GAP) {
          open.to = end;
          open.records.push(record);
        } else ranges.push({ shard, from: start, to: end, records: [record] });
      }
      start = end;
    }
  });
  return ranges;
}
