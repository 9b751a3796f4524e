/**
 * @file A fixed random sample of a set's queries. Its beginning is a sample as well, so that a run may stop at any
 * query.
 */
import type { BeirSet } from '../../src/eval/beir';
import { mulberry32 } from '../../src/eval/mulberry32';

/** Returns `count` queries that are judged and have candidates, in an order that does not depend on `count`. */
export function sampleOf({ queries, qrels, run }: BeirSet, count: number): string[] {
  const ids = [...queries.keys()].filter((query) => qrels.has(query) && (run.get(query)?.length ?? 0) > 0);
  const next = mulberry32(1);
  for (let last = ids.length - 1; last > 0; last--) {
    const other = Math.floor(next() * (last + 1));
    [ids[last], ids[other]] = [ids[other]!, ids[last]!];
  }
  return ids.slice(0, count);
}
