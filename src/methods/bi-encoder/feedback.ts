/**
 * @file Vector-based feedback: the query's vector moves towards those of its best passages, and all passages are scored
 * again (Rocchio 1971; Li et al. 2021, vector PRF).
 *
 * It costs dot products and no further model call. Model calls: 1 + passages whose vectors are not cached.
 */
import { settingsOf } from '../contract/model-calls';
import type { Method } from '../contract/method';
import { encodePending } from './encode-passages';
import { cosineWith, encodeQuery, indicesOfLargest, pooledOf, toScores } from './pooled';

export const feedback: Method = {
  name: 'feedback',
  family: 'bi-encoder',
  needs: ['embed'],
  scoreKind: 'list',
  summary: 'The query’s pooled vector moves towards those of its best passages, and all are scored again.',
  calls: '1 + passages not cached',
  source: 'Rocchio 1971; Li et al. 2021 (vector PRF)',
  async *run(task, engine) {
    if (task.pending.length === 0) return;
    const { feedback: count, feedbackWeight } = settingsOf(task.card);
    const query = await encodeQuery(task.query, engine);
    const encoded = await encodePending(task, engine, 'embedding');
    const first = encoded.map(({ vectors }) => cosineWith(query, vectors));
    const best = indicesOfLargest(first, count).map((i) => pooledOf(encoded[i]!.vectors));
    const moved = moveTowards(query, best, feedbackWeight);
    yield toScores(
      task,
      encoded,
      encoded.map(({ vectors }) => cosineWith(moved, vectors)),
    );
  },
};

/** Returns (1 − weight) · query + weight · mean of `others`. */
export function moveTowards(query: Float32Array, others: readonly Float32Array[], weight: number): Float32Array {
  return query.map((value, d) => {
    const mean = others.reduce((sum, other) => sum + other[d]!, 0) / Math.max(1, others.length);
    return (1 - weight) * value + weight * mean;
  });
}
